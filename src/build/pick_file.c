/* pick_file - one small file out of an archive that is not unpacked. */
#include "build/pick_file.h"

#include "codec/tar.h"
#include "codec/tar_name.h"
#include "exec/extract.h"

static int take(struct tar_reader *r, const struct tar_entry *t, size_t limit_bytes,
	struct buf *out, struct err *e)
{
	struct str piece = {0};
	int more = 0;

	if (t->type != TAR_FILE) {
		err_set(e, ERR_UNSUPPORTED, "`%.*s` is no plain file in the archive",
			STR_FMT(t->path));
		return err_hint(e, "unpack the archive and name the directory");
	}
	if (t->size_bytes > limit_bytes)
		return err_set(e, ERR_LIMIT, "`%.*s` in the archive has over %zu bytes",
			STR_FMT(t->path), limit_bytes);
	buf_clear(out);
	while ((more = tar_data(r, &piece, e)) == 1)
		buf_str_add(out, piece);
	return more;
}

/* Which of the names the entry has, or n. */
static int rank_of(
	const struct tar_entry *t, const struct pick_file *wanted, size_t *rank, struct err *e)
{
	for (*rank = 0; *rank < wanted->n; ++*rank) {
		AUTO(buf_release) struct buf name = {0};

		if (tar_name_clean(str_of(wanted->names[*rank]), true, &name, e) < 0)
			return -1;
		if (str_eq(t->path, buf_str(&name)))
			return 0;
	}
	return 0;
}

static int look(struct tar_reader *r, const struct pick_file *wanted, size_t *best, struct buf *out,
	struct err *e)
{
	const struct tar_entry *t = NULL;
	int more = 0;

	*best = wanted->n;
	while ((more = tar_next(r, &t, e)) == 1) {
		size_t rank = 0;

		if (rank_of(t, wanted, &rank, e) < 0)
			return -1;
		if (rank == wanted->n || rank > *best)
			continue;
		*best = rank;
		if (take(r, t, wanted->limit_bytes, out, e) < 0)
			return -1;
	}
	return more;
}

int pick_file(int fd, struct str head, const struct pick_file *wanted, const char **name,
	struct buf *out, struct err *e)
{
	const struct tar_rules rules = {
		.bytes_max = EXTRACT_BYTES_FREE,
		.ratio_max = EXTRACT_RATIO_MAX,
		.entries_max = EXTRACT_ENTRIES_MAX,
		.clamp_names = true,
		.more_filters = true,
		.head = head,
	};
	AUTO(tar_reader_free) struct tar_reader *r = NULL;
	size_t best = 0;

	if (tar_reader_new(fd, &rules, &r, e) < 0 || look(r, wanted, &best, out, e) < 0)
		return -1;
	*name = best < wanted->n ? wanted->names[best] : NULL;
	return 0;
}
