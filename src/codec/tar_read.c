/* tar_read - the strict reader: blocks in, entries out, nothing unchecked. */
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "codec/tar.h"
#include "codec/tar_block.h"
#include "codec/tar_name.h"
#include "codec/tar_pax.h"
#include "codec/tar_stream.h"

/* Eleven octal digits: what the size field holds without a PAX record. */
static const uint64_t octal_11_max = (1ULL << 33) - 1;

/* What headers in front of an entry said about it. */
struct extension {
	bool has_pax, has_name, has_link;
	struct tar_pax pax;
	struct buf name, link; /* GNU's long ones */
};

struct tar_reader {
	struct tar_rules rules;
	struct tar_stream stream;
	uint64_t entries;   /* so far */
	uint64_t data_left; /* of the entry in hand */
	size_t padding_left;
	bool end;
	struct extension extension;
	struct buf path, link, body;
	struct tar_entry entry;
};

static void extension_clear(struct extension *x)
{
	tar_pax_release(&x->pax);
	x->has_pax = x->has_name = x->has_link = false;
}

static int read_body(struct tar_reader *r, uint64_t size, struct err *e)
{
	struct str piece = {0};

	buf_clear(&r->body);
	if (size > TAR_EXTENSION_BYTES)
		return err_set(e, ERR_LIMIT, "a tar header of over %d bytes", TAR_EXTENSION_BYTES);
	for (uint64_t left = size; left; left -= piece.n) {
		if (tar_stream_piece(&r->stream, left, &piece, e) < 0)
			return -1;
		buf_str_add(&r->body, piece);
	}
	return tar_stream_skip(&r->stream, tar_padding(size), e);
}

static int once(bool *has, struct err *e)
{
	if (*has)
		return err_set(e, ERR_INVALID, "a tar entry with the same header twice");
	*has = true;
	return 0;
}

static int take_pax(struct tar_reader *r, struct err *e)
{
	if (once(&r->extension.has_pax, e) < 0)
		return -1;
	return tar_pax_parse(buf_str(&r->body), &r->extension.pax, e);
}

/* A global header. Readers disagree whether it applies, so it may not matter: git's comment. */
static int take_global(struct tar_reader *r, struct err *e)
{
	AUTO(tar_pax_release) struct tar_pax p = {0};

	if (tar_pax_parse(buf_str(&r->body), &p, e) < 0)
		return -1;
	if (p.path || p.link || p.has_size || p.has_uid || p.has_gid || p.xattrs.n)
		return err_set(e, ERR_INVALID, "a global tar header that changes entries");
	return 0;
}

static int take_long(struct tar_reader *r, bool *has, struct buf *to, struct err *e)
{
	if (once(has, e) < 0)
		return -1;
	buf_clear(to);
	buf_str_add(to, str_upto(buf_str(&r->body), str_find(buf_str(&r->body), '\0')));
	return 0;
}

/* 1 when the block was about the next entry, 0 when it is one. */
static int take_extension(struct tar_reader *r, const struct tar_block *b, struct err *e)
{
	struct extension *x = &r->extension;
	int result = 0;

	if (!memchr("xgLK", b->type, 4))
		return 0;
	if (read_body(r, b->size_bytes, e) < 0)
		return -1;
	switch (b->type) {
	case 'x': result = take_pax(r, e); break;
	case 'g': result = take_global(r, e); break;
	case 'L': result = take_long(r, &x->has_name, &x->name, e); break;
	default: result = take_long(r, &x->has_link, &x->link, e); break;
	}
	return result < 0 ? -1 : 1;
}

static int type_of(char type, struct str path, enum tar_type *out, struct err *e)
{
	switch (type) {
	case '\0': *out = str_ends(path, STR("/")) ? TAR_DIR : TAR_FILE; return 0;
	case '0': *out = TAR_FILE; return 0;
	case '1': *out = TAR_HARDLINK; return 0;
	case '2': *out = TAR_SYMLINK; return 0;
	case '3': *out = TAR_CHAR; return 0;
	case '4': *out = TAR_BLOCK; return 0;
	case '5': *out = TAR_DIR; return 0;
	case '6': *out = TAR_FIFO; return 0;
	case 'S':
		err_set(e, ERR_UNSUPPORTED, "a sparse file in a tar");
		return err_hint(e, "pack it without --sparse");
	default:
		return err_set(
			e, ERR_INVALID, "a tar entry of unknown type %d", (unsigned char)type);
	}
}

/* PAX's size may only say what the header could not: a reader that goes by the other one would find
 * other entries in the data (CVE-2025-62518). */
static int size_of(
	const struct tar_reader *r, const struct tar_block *b, uint64_t *out, struct err *e)
{
	const struct tar_pax *pax = &r->extension.pax;

	*out = pax->has_size ? pax->size_bytes : b->size_bytes;
	if (*out == b->size_bytes || (b->size_bytes == 0 && *out > octal_11_max))
		return 0;
	return err_set(e, ERR_INVALID, "a tar entry whose two sizes differ");
}

static int owner_of(bool has, uint64_t pax, uint64_t header, uint32_t *out, struct err *e)
{
	uint64_t id = has ? pax : header;

	if (id >= UINT32_MAX) /* the last one is the kernel's "no id" */
		return err_set(e, ERR_INVALID, "a tar entry owned by %llu", (unsigned long long)id);
	*out = (uint32_t)id;
	return 0;
}

/* The raw name, from the one header that gives it. */
static int raw_name(
	const struct tar_reader *r, const struct tar_block *b, struct buf *out, struct err *e)
{
	const struct extension *x = &r->extension;

	buf_clear(out);
	if (x->has_name && x->pax.path)
		return err_set(e, ERR_INVALID, "a tar entry with two names");
	if (x->has_name)
		buf_str_add(out, buf_str(&x->name));
	else if (x->pax.path)
		buf_cstr_add(out, x->pax.path);
	else {
		buf_str_add(out, b->prefix);
		if (b->prefix.n)
			buf_char(out, '/');
		buf_str_add(out, b->name);
	}
	return 0;
}

static int set_link(struct tar_reader *r, const struct tar_block *b, struct err *e)
{
	const struct extension *x = &r->extension;
	struct str raw = b->link;

	buf_clear(&r->link);
	if (r->entry.type != TAR_SYMLINK && r->entry.type != TAR_HARDLINK)
		return 0;
	if (x->has_link && x->pax.link)
		return err_set(e, ERR_INVALID, "a tar entry with two link targets");
	if (x->has_link)
		raw = buf_str(&x->link);
	else if (x->pax.link)
		raw = str_of(x->pax.link);
	if (r->entry.type == TAR_HARDLINK) {
		if (tar_name_clean(raw, r->rules.clamp_names, &r->link, e) < 0)
			return -1;
	} else {
		buf_str_add(&r->link, raw);
	}
	if (!r->link.n || r->link.n >= TAR_PATH_BYTES)
		return err_set(e, ERR_INVALID, "a link in a tar with a wrong target");
	return 0;
}

static int set_name(struct tar_reader *r, const struct tar_block *b, struct err *e)
{
	if (raw_name(r, b, &r->body, e) < 0 ||
		type_of(b->type, buf_str(&r->body), &r->entry.type, e) < 0 ||
		tar_name_clean(buf_str(&r->body), r->rules.clamp_names, &r->path, e) < 0)
		return -1;
	if (!r->path.n && r->entry.type != TAR_DIR)
		return err_set(e, ERR_INVALID, "the root of a tar is not a directory");
	return set_link(r, b, e);
}

static int set_rest(struct tar_reader *r, const struct tar_block *b, struct err *e)
{
	struct tar_entry *t = &r->entry;
	const struct tar_pax *pax = &r->extension.pax;

	if (size_of(r, b, &t->size_bytes, e) < 0 ||
		owner_of(pax->has_uid, pax->uid, b->uid, &t->uid, e) < 0 ||
		owner_of(pax->has_gid, pax->gid, b->gid, &t->gid, e) < 0)
		return -1;
	if (t->size_bytes && t->type != TAR_FILE)
		return err_set(e, ERR_INVALID, "a tar entry with data that is no file");
	t->mode = b->mode;
	t->mtime_s = pax->has_mtime ? pax->mtime_s : b->mtime_s;
	t->dev_major = b->dev_major;
	t->dev_minor = b->dev_minor;
	t->xattrs = &pax->xattrs;
	t->path = buf_str(&r->path);
	t->link = buf_str(&r->link);
	return 0;
}

static int make_entry(struct tar_reader *r, const struct tar_block *b, struct err *e)
{
	if (++r->entries > r->rules.entries_max)
		return err_set(e, ERR_LIMIT, "a tar of over %llu entries",
			(unsigned long long)r->rules.entries_max);
	if (set_name(r, b, e) < 0)
		return -1;
	if (set_rest(r, b, e) < 0)
		return err_during(e, "reading `%s` in a tar", buf_cstr(&r->path));
	r->data_left = r->entry.size_bytes;
	r->padding_left = tar_padding(r->entry.size_bytes);
	return 1;
}

/* The stream ended or its end mark was read; headers must not be left without their entry. */
static int finish(struct tar_reader *r, bool marked, struct err *e)
{
	struct extension *x = &r->extension;

	if (x->has_pax || x->has_name || x->has_link)
		return tar_stream_truncated(e);
	r->end = true;
	return marked ? tar_stream_end(&r->stream, e) : 0;
}

int tar_next(struct tar_reader *r, const struct tar_entry **entry, struct err *e)
{
	if (r->end)
		return 0;
	if (tar_stream_skip(&r->stream, r->data_left, e) < 0 ||
		tar_stream_skip(&r->stream, r->padding_left, e) < 0)
		return -1;
	r->data_left = r->padding_left = 0;
	extension_clear(&r->extension);
	*entry = &r->entry;
	for (;;) {
		const unsigned char *bytes = NULL;
		struct tar_block block;
		int there = tar_stream_block(&r->stream, &bytes, e);

		if (there < 0)
			return -1;
		if (there == 0 || tar_block_is_zero(bytes))
			return finish(r, there == 1, e);
		if (tar_block_parse(bytes, &block, e) < 0)
			return -1;
		int extension = take_extension(r, &block, e);

		if (extension < 0)
			return -1;
		if (extension == 0)
			return make_entry(r, &block, e);
	}
}

int tar_data(struct tar_reader *r, struct str *piece, struct err *e)
{
	if (!r->data_left)
		return 0;
	if (tar_stream_piece(&r->stream, r->data_left, piece, e) < 0)
		return -1;
	r->data_left -= piece->n;
	return 1;
}

int tar_reader_new(int fd, const struct tar_rules *rules, struct tar_reader **out, struct err *e)
{
	struct tar_reader *r = mem_alloc(sizeof *r);

	r->rules = *rules;
	if (tar_stream_open(fd, rules, &r->stream, e) < 0) {
		tar_reader_free(&r);
		return -1;
	}
	*out = r;
	return 0;
}

void tar_reader_free(struct tar_reader **reader)
{
	struct tar_reader *r = *reader;

	if (!r)
		return;
	tar_stream_close(&r->stream);
	tar_pax_release(&r->extension.pax);
	buf_release(&r->extension.name);
	buf_release(&r->extension.link);
	buf_release(&r->path);
	buf_release(&r->link);
	buf_release(&r->body);
	mem_release(reader);
}

/* The first entry, or why there is none. */
static int probe_first(int fd, struct err *e)
{
	const struct tar_rules rules = {
		.bytes_max = 16 * TAR_EXTENSION_BYTES, /* headers in front of it */
		.entries_max = 1,
		.clamp_names = true,
		.more_filters = true,
	};
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	const struct tar_entry *entry = NULL;

	if (tar_reader_new(fd, &rules, &r, e) < 0)
		return -1;
	return tar_next(r, &entry, e);
}

int tar_probe(int fd, struct err *e)
{
	int found = probe_first(fd, e);

	/* What is damaged is just a file; what breaks a limit or is sparse is a tar, and unpacking
	 * it will say what is wrong. */
	if (found < 0 && e->kind == ERR_INVALID)
		found = 0;
	else if (found < 0 && (e->kind == ERR_LIMIT || e->kind == ERR_UNSUPPORTED))
		found = 1;
	if (found >= 0 && lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(e, "cannot go back in a file");
	return found;
}
