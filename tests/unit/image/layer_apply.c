#include <sys/mman.h>
#include <sys/xattr.h>

#include "codec/tar.h"
#include "image/bench.h"
#include "image/layer.h"
#include "image/whiteout.h"
#include "image/xattrs.h"
#include "sys/fd.h"

/* A tar as a table: what the header says, and the file's content (of a link: its target). */
struct row {
	enum tar_type type;
	const char *path, *text;
};

static const struct layer_limits generous = {1 << 28, 100000};

static int put_row(struct buf *tar, const struct tar_entry *entry, struct str text, struct err *e)
{
	static const char zeros[TAR_BLOCK_BYTES];

	if (tar_header(entry, tar, e) < 0)
		return -1;
	buf_str_add(tar, text);
	buf_add(tar, zeros, tar_padding(text.n));
	return 0;
}

static int put_rows(struct buf *tar, const struct row *rows, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		struct str text = str_of(rows[i].text);
		bool link = rows[i].type == TAR_SYMLINK || rows[i].type == TAR_HARDLINK;
		struct tar_entry entry = {.type = rows[i].type,
			.path = str_of(rows[i].path),
			.mode = rows[i].type == TAR_DIR ? 0755 : 0644,
			.mtime_s = 1000,
			.link = link ? text : STR(""),
			.size_bytes = link ? 0 : text.n};

		if (put_row(tar, &entry, link ? STR("") : text, e) < 0)
			return -1;
	}
	return 0;
}

static int memory_file(struct str bytes)
{
	AUTO(fd_close) int fd = memfd_create("layer", MFD_CLOEXEC);
	struct err e;

	if (fd < 0 || fd_write_full(fd, bytes.p, bytes.n, &e) < 0 || lseek(fd, 0, SEEK_SET) != 0)
		return -1;
	return fd_take(&fd);
}

static int end_and_apply(struct buf *tar, int into, const struct layer_limits *limits,
	struct layer *out, struct err *e)
{
	static const char zeros[2 * TAR_BLOCK_BYTES];
	AUTO(fd_close) int fd = -1;

	buf_add(tar, zeros, sizeof zeros);
	fd = memory_file(buf_str(tar));
	err_clear(e);
	return layer_apply(fd, into, limits, out, e);
}

static int apply_rows(
	struct place *place, const char *into, const struct row *rows, size_t n, struct err *e)
{
	AUTO(buf_release) struct buf tar = {0};
	AUTO(fd_close) int fd = -1;
	struct layer layer;

	if (mkdirat(place->dir.fd, into, 0755) < 0)
		return err_sys(e, "cannot make `%s`", into);
	fd = openat(place->dir.fd, into, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (put_rows(&tar, rows, n, e) < 0)
		return -1;
	return end_and_apply(&tar, fd, &generous, &layer, e);
}

#define ROWS(...)                                                                                  \
	(const struct row[])                                                                       \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

/* Each hostile layer ends in an error of this kind, and nothing is beside its directory. */
struct hostile {
	const char *name;
	enum err_kind kind;
	struct row rows[5];
};

static const struct hostile hostile[] = {
	{"H30 dot dot", ERR_INVALID, {{TAR_FILE, "../x", "1"}}},
	{"H30 inner dot dot", ERR_INVALID, {{TAR_FILE, "a/../../x", "1"}}},
	{"H30 absolute", ERR_INVALID, {{TAR_FILE, "/abs", "1"}}},
	{"H30 dot and dot dot", ERR_INVALID, {{TAR_FILE, "./../x", "1"}}},
	{"H31 the root as a link", ERR_INVALID, {{TAR_SYMLINK, ".", "/tmp"}}},
	{"H31 the root as a file", ERR_INVALID, {{TAR_FILE, "./", "x"}}},
	{"H32 behind a link to /", ERR_INVALID,
		{{TAR_SYMLINK, "d", "/"}, {TAR_FILE, "d/tmp/pwn", "1"}}},
	{"H33 hard link behind a link", ERR_INVALID,
		{{TAR_SYMLINK, "d", "../../.."}, {TAR_HARDLINK, "h", "d/etc/shadow"}}},
	{"H34 hard link to the host", ERR_INVALID, {{TAR_HARDLINK, "h", "etc/shadow"}}},
	{"H34 hard link to itself", ERR_INVALID, {{TAR_HARDLINK, "h", "h"}}},
	{"H34 hard link to a later entry", ERR_INVALID,
		{{TAR_HARDLINK, "h", "f"}, {TAR_FILE, "f", "1"}}},
	{"H34 hard link to a directory", ERR_INVALID,
		{{TAR_DIR, "d", NULL}, {TAR_HARDLINK, "h", "d"}}},
	{"H35 directory becomes a link", ERR_INVALID,
		{{TAR_DIR, "d", NULL}, {TAR_SYMLINK, "d", "/tmp"}, {TAR_FILE, "d/x", "1"}}},
	{"H35 directory becomes a file", ERR_INVALID, {{TAR_DIR, "d", NULL}, {TAR_FILE, "d", "1"}}},
	{"H35 directory becomes a FIFO", ERR_INVALID,
		{{TAR_DIR, "d", NULL}, {TAR_FIFO, "d", NULL}}},
	{"H35 implied directory becomes a link", ERR_INVALID,
		{{TAR_FILE, "d/x", "1"}, {TAR_SYMLINK, "d", "/tmp"}}},
	{"H37 whiteout of nothing", ERR_INVALID, {{TAR_FILE, ".wh.", NULL}}},
	{"H37 whiteout of dot", ERR_INVALID, {{TAR_FILE, "d/.wh..", NULL}}},
	{"H37 whiteout of dot dot", ERR_INVALID, {{TAR_FILE, "d/.wh...", NULL}}},
	{"H37 opaque root", ERR_UNSUPPORTED, {{TAR_FILE, ".wh..wh..opq", NULL}}},
	{"H37 whiteout that is a directory", ERR_INVALID, {{TAR_DIR, ".wh.d", NULL}}},
	{"H37 whiteout that is a link", ERR_INVALID, {{TAR_SYMLINK, ".wh.d", "/"}}},
	{"H37 entry below a whiteout", ERR_INVALID, {{TAR_FILE, ".wh.d/x", "1"}}},
	{"H38 whiteout behind a link", ERR_INVALID,
		{{TAR_SYMLINK, "d", "/"}, {TAR_FILE, "d/.wh.etc", NULL}}},
	{"H39 the same path twice", ERR_INVALID, {{TAR_FILE, "f", "1"}, {TAR_FILE, "f", "2"}}},
	{"H39 the same path spelled twice", ERR_INVALID,
		{{TAR_FILE, "f", "1"}, {TAR_FILE, "./f", "2"}}},
	{"H39 the same directory twice", ERR_INVALID,
		{{TAR_DIR, "d", NULL}, {TAR_DIR, "./d/", NULL}}},
	{"H39 the same link twice", ERR_INVALID,
		{{TAR_SYMLINK, "l", "a"}, {TAR_SYMLINK, "l", "b"}}},
	{"a file as a parent", ERR_INVALID, {{TAR_FILE, "f", "1"}, {TAR_FILE, "f/x", "1"}}},
};

static size_t rows_of(const struct hostile *h)
{
	size_t n = 0;

	while (n < 5 && h->rows[n].path)
		n++;
	return n;
}

INSIDE(image_layer_apply, hostile_layers_end_in_a_named_error)
{
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		char into[32];
		struct stat st;
		struct err e;

		snprintf(into, sizeof into, "case%zu", i);
		err_clear(&e);
		fprintf(stderr, "# %s\n", hostile[i].name);
		CHECK(apply_rows(place, into, hostile[i].rows, rows_of(&hostile[i]), &e) == -1);
		if (e.kind != hostile[i].kind)
			fprintf(stderr, "kind %d: %s (%s)\n", e.kind, e.text, e.during);
		CHECK(e.kind == hostile[i].kind);
		CHECK(fstatat(place->dir.fd, "x", &st, AT_SYMLINK_NOFOLLOW) == -1);
	}
	CHECK(access("/tmp/pwn", F_OK) == -1);
	return 0;
}

INSIDE(image_layer_apply, harmless_oddities_are_taken)
{
	struct stat st;
	struct err e;
	char at[64];
	const struct row rows[] = {
		{TAR_SYMLINK, "abs", "/etc/passwd"}, /* made verbatim, never followed */
		{TAR_SYMLINK, "up", "../../.."},
		{TAR_FILE, "A", "1"},
		{TAR_FILE, "a", "2"}, /* case and normalisation are the file system's, not ours */
		{TAR_FILE, "\xc3\xa9", "1"},
		{TAR_FILE, "e\xcc\x81", "2"},
		{TAR_FILE, "\xff\xfe", "no UTF-8"},
		{TAR_FILE, "d/.wh.gone", "content of a whiteout is ignored"},
		{TAR_FILE, ".wh..wh.plnk", NULL},
		{TAR_DIR, ".wh..wh.orph", NULL},
		{TAR_CHAR, "dev/null", NULL},
		{TAR_BLOCK, "dev/sda", NULL},
	};

	CHECK_OK(apply_rows(place, "o", rows, sizeof rows / sizeof *rows, &e));
	CHECK(readlinkat(place->dir.fd, "o/abs", at, sizeof at) == 11);
	CHECK(fstatat(place->dir.fd, "o/\xff\xfe", &st, 0) == 0);
	CHECK(fstatat(place->dir.fd, "o/d/gone", &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		whiteout_is(&st));
	CHECK(fstatat(place->dir.fd, "o/dev/null", &st, AT_SYMLINK_NOFOLLOW) == -1);
	CHECK(fstatat(place->dir.fd, "o/.wh..wh.orph", &st, AT_SYMLINK_NOFOLLOW) == -1);
	return 0;
}

static int apply_one(
	struct place *place, const struct tar_entry *entry, struct layer *out, struct err *e)
{
	AUTO(buf_release) struct buf tar = {0};

	if (put_row(&tar, entry, STR(""), e) < 0)
		return -1;
	return end_and_apply(&tar, place->dir.fd, &generous, out, e);
}

INSIDE(image_layer_apply, odd_modes_times_and_ids)
{
	struct tar_entry t = {
		.path = STR("f"), .mode = 06755, .uid = 7, .gid = 8, .mtime_s = 1ll << 40};
	struct layer layer;
	struct stat st;
	struct err e;

	CHECK_OK(apply_one(place, &t, &layer, &e));
	CHECK(fstatat(place->dir.fd, "f", &st, 0) == 0);
	CHECK((st.st_mode & 07777) == 06755 && st.st_uid == 7 && st.st_gid == 8);
	CHECK(layer.entries == 1 && layer.disk_bytes == 0);
	t.path = STR("negative");
	t.mtime_s = -5;
	CHECK_OK(apply_one(place, &t, &layer, &e));
	CHECK(fstatat(place->dir.fd, "negative", &st, 0) == 0 && st.st_mtime == 0);
	t.path = STR("endless");
	t.mtime_s = INT64_MAX;
	CHECK(apply_one(place, &t, &layer, &e) == -1 && e.kind == ERR_INVALID);
	t.mtime_s = 0;
	t.path = STR("far");
	t.uid = UINT32_MAX;
	CHECK(apply_one(place, &t, &layer, &e) == -1);
	CHECK(e.kind == ERR_INVALID);
	return 0;
}

INSIDE(image_layer_apply, attributes_from_the_allow_list_only)
{
	AUTO(map_release) struct map sent = {0};
	AUTO(map_release) struct map got = {0};
	AUTO(fd_close) int fd = -1;
	struct tar_entry t = {.path = STR("f"), .mode = 0644, .xattrs = &sent};
	char value[8];
	struct layer layer;
	struct err e;

	map_set(&sent, STR("security.capability"),
		STR("\1\0\0\3\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x92\x10\0\0"));
	map_set(&sent, STR("user.ok"), STR("1"));
	map_set(&sent, STR("trusted.overlay.redirect"), STR("/etc"));
	map_set(&sent, STR("user.overlay.opaque"), STR("y"));
	map_set(&sent, STR("user.containers.override_stat"), STR("0:0:4755"));
	map_set(&sent, STR("user.lichen.owner"), STR("0:0"));
	map_set(&sent, STR("security.selinux"), STR("x"));
	map_set(&sent, STR("system.posix_acl_access"), STR("x"));
	CHECK_OK(apply_one(place, &t, &layer, &e));
	fd = openat(place->dir.fd, "f", O_RDONLY | O_CLOEXEC);
	CHECK_OK(xattrs_read(fd, &got, &e));
	CHECK(got.n == 2 && got.p[0].value.n == 20 && got.p[0].value.p[3] == 2);
	CHECK(fgetxattr(fd, "user.overlay.opaque", value, sizeof value) == -1);
	CHECK(fgetxattr(fd, "user.lichen.owner", value, sizeof value) == -1);

	map_set(&sent, STR("security.capability"), STR("\1\0\2"));
	t.path = STR("malformed");
	CHECK(apply_one(place, &t, &layer, &e) == -1 && e.kind == ERR_INVALID);
	return 0;
}

INSIDE(image_layer_apply, budgets_stop_the_stream)
{
	AUTO(buf_release) struct buf tar = {0};
	const struct layer_limits few = {1 << 20, 2}, small = {2048, 100};
	const struct row *rows =
		ROWS({TAR_DIR, "a", NULL}, {TAR_DIR, "b", NULL}, {TAR_DIR, "c", NULL});
	struct layer layer;
	struct err e;

	CHECK_OK(put_rows(&tar, rows, 3, &e));
	CHECK(end_and_apply(&tar, place->dir.fd, &few, &layer, &e) == -1 && e.kind == ERR_LIMIT);
	buf_clear(&tar);
	CHECK_OK(put_rows(&tar,
		ROWS({TAR_DIR, "x", NULL}, {TAR_DIR, "y", NULL}, {TAR_DIR, "z", NULL}), 3, &e));
	CHECK(end_and_apply(&tar, place->dir.fd, &small, &layer, &e) == -1 && e.kind == ERR_LIMIT);
	return 0;
}

static int collect(void *context, const void *bytes, size_t n, struct err *e)
{
	(void)e;
	buf_add(context, bytes, n);
	return 0;
}

static int compress(struct str plain, enum zip_kind kind, struct buf *out, struct err *e)
{
	const struct zip_sink sink = {collect, out};
	struct zip_writer *z = NULL;
	int result = zip_writer_new(kind, 1, &sink, &z, e);

	if (result == 0)
		result = zip_write(z, plain.p, plain.n, e);
	if (result == 0)
		result = zip_writer_end(z, e);
	zip_writer_free(&z);
	return result;
}

/* H53, H54: the diff id is of the uncompressed bytes, told by the magic, padding included. */
INSIDE(image_layer_apply, the_diff_id_is_of_what_was_read)
{
	AUTO(buf_release) struct buf tar = {0};
	static const char zeros[10240];
	struct digest expected;
	struct err e;

	CHECK_OK(put_rows(&tar, ROWS({TAR_FILE, "f", "hello"}), 1, &e));
	buf_add(&tar, zeros, sizeof zeros - tar.n); /* as GNU tar pads */
	expected = digest_of(tar.p, tar.n);
	for (enum zip_kind kind = ZIP_NONE; kind <= ZIP_ZSTD; kind++) {
		AUTO(buf_release) struct buf packed = {0};
		AUTO(fd_close) int fd = -1;
		AUTO(fd_close) int into = -1;
		char name[8] = {(char)('0' + kind)};
		struct layer layer;

		CHECK_OK(compress(buf_str(&tar), kind, &packed, &e));
		fd = memory_file(buf_str(&packed));
		CHECK(mkdirat(place->dir.fd, name, 0755) == 0);
		into = openat(place->dir.fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		CHECK_OK(layer_apply(fd, into, &generous, &layer, &e));
		CHECK(digest_eq(&layer.diff_id, &expected));
		CHECK(layer.tar_bytes == sizeof zeros && layer.disk_bytes == 4096);
	}
	return 0;
}

INSIDE(image_layer_apply, damaged_streams_are_refused)
{
	AUTO(buf_release) struct buf tar = {0}, packed = {0};
	struct layer layer;
	struct err e;

	CHECK_OK(put_rows(&tar, ROWS({TAR_FILE, "f", "hello"}), 1, &e));
	CHECK_OK(compress(buf_str(&tar), ZIP_GZIP, &packed, &e));
	for (size_t cut = 1; cut < packed.n; cut += 7) {
		AUTO(fd_close) int fd = memory_file(str_upto(buf_str(&packed), cut));
		AUTO(fd_close) int into = -1;
		char name[32];

		snprintf(name, sizeof name, "cut%zu", cut);
		CHECK(mkdirat(place->dir.fd, name, 0755) == 0);
		into = openat(place->dir.fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		CHECK(layer_apply(fd, into, &generous, &layer, &e) == -1);
		CHECK(e.kind == ERR_INVALID);
	}
	return 0;
}

/* H55: an empty layer is the two zero blocks, and the snapshot of one is an empty directory. */
INSIDE(image_layer_apply, an_empty_layer_is_one)
{
	AUTO(buf_release) struct buf tar = {0};
	struct layer layer;
	struct err e;

	CHECK_OK(end_and_apply(&tar, place->dir.fd, &generous, &layer, &e));
	CHECK(layer.entries == 0 && layer.tar_bytes == 1024);
	CHECK(strcmp(digest_hex(&layer.diff_id).text,
		      "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef") == 0);
	return 0;
}
