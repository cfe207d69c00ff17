/* tar - the one tar writer and the one strict tar reader.
 *
 * Written by hand, because a layer's bytes are its identity and a layer's tree is what the policy
 * judged. A writer whose bytes follow a library's version or the locale would change diff ids; a
 * lenient reader would see another tree than the consumers do, and a base layer is passed on as it
 * is. So the writer gives ustar, with PAX records only where ustar cannot hold a value; the reader
 * takes what Go's archive/tar and GNU tar read alike and refuses what they read differently: PAX
 * sizes that contradict the header, data behind links, sparse files, headers given twice, NUL in
 * names, anything behind the end. Xattrs are `SCHILY.xattr.*` records; others are not seen.
 *
 * Decompression is codec/zip; bzip2 and xz (ADD and contexts only) are libarchive's, in process.
 *
 * Fails: ERR_INVALID, ERR_LIMIT, ERR_UNSUPPORTED (sparse), ERR_SYS, what a sink returned. Memory:
 * bounded. Layer: codec.
 */
#ifndef CODEC_TAR_H
#define CODEC_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "codec/zip.h"

enum {
	TAR_BLOCK_BYTES = 512,
	TAR_PATH_BYTES = 4096,             /* of a path or link target */
	TAR_NAME_BYTES = 255,              /* of one component; of what a whiteout hides */
	TAR_EXTENSION_BYTES = 1024 * 1024, /* of one entry's PAX or GNU header */
};

enum tar_type {
	TAR_FILE,
	TAR_DIR,
	TAR_SYMLINK,
	TAR_HARDLINK,
	TAR_CHAR,
	TAR_BLOCK,
	TAR_FIFO,
};

struct tar_entry {
	struct str path; /* clean and relative, without "./" and trailing slash; "" is the root */
	enum tar_type type;
	uint32_t mode; /* permission bits, 07777 */
	uint32_t uid, gid;
	int64_t mtime_s;
	uint64_t size_bytes;      /* of a file; 0 for everything else */
	struct str link;          /* of a symlink, verbatim; of a hard link, clean like path */
	const struct map *xattrs; /* full name to raw bytes; NULL for none */
	uint32_t dev_major, dev_minor;
};

/* The header blocks of an entry, appended to out: for callers who move the data themselves, and
 * then write tar_padding(size) zero bytes. */
MUST_CHECK int tar_header(const struct tar_entry *entry, struct buf *out, struct err *e);
size_t tar_padding(uint64_t size_bytes);

/* Header, then data in pieces that add up to size_bytes, entry after entry, then the end. */
struct tar_writer {
	struct zip_sink sink;
	uint64_t left;  /* bytes that the entry in hand still lacks */
	size_t padding; /* that follow them */
	struct buf header;
};

void tar_writer_init(struct tar_writer *w, const struct zip_sink *sink);
MUST_CHECK int tar_write(struct tar_writer *w, const struct tar_entry *entry, struct err *e);
MUST_CHECK int tar_write_data(struct tar_writer *w, const void *bytes, size_t n, struct err *e);
MUST_CHECK int tar_write_end(struct tar_writer *w, struct err *e);
void tar_writer_release(struct tar_writer *w);

struct tar_rules {
	uint64_t bytes_max; /* of the uncompressed tar */
	uint64_t ratio_max; /* and so many more for each byte that was read for it; 0: none */
	uint64_t entries_max;
	bool clamp_names;           /* ADD: `/a` and `../a` mean `a`; else they are ERR_INVALID */
	bool more_filters;          /* bzip2 and xz too */
	struct str head;            /* read from fd before; at most ZIP_HEAD_BYTES */
	const struct zip_sink *tap; /* sees every uncompressed byte up to the end; may be NULL */
};

struct tar_reader;
/* Owns neither fd nor the tap. */
MUST_CHECK int tar_reader_new(
	int fd, const struct tar_rules *rules, struct tar_reader **out, struct err *e);
/* 1 and the next entry (good until the next call), 0 at the end; data not asked for is skipped.
 * At the end everything was read: the tap has seen all, compression's checksums are verified. */
MUST_CHECK int tar_next(struct tar_reader *r, const struct tar_entry **entry, struct err *e);
/* 1 and the next piece of the entry's data (good until the next call), 0 behind the last one. */
MUST_CHECK int tar_data(struct tar_reader *r, struct str *piece, struct err *e);
void tar_reader_free(struct tar_reader **r);

/* 1 when fd (seekable; left at its start) begins like a tar with at least one entry, compressed or
 * not, bzip2 and xz included; 0 when it is just a file. */
MUST_CHECK int tar_probe(int fd, struct err *e);

#endif
