/* tar_block - one 512-byte header block: where its fields are, and a hostile one taken apart.
 *
 * Format: POSIX.1-2001 ustar, with GNU's numbers and star's shorter prefix as they are met.
 *
 * Owns: nothing; texts point into the block. Fails: ERR_INVALID. Layer: codec.
 */
#ifndef CODEC_TAR_BLOCK_H
#define CODEC_TAR_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/* Seconds that any file system could mean; also keeps arithmetic on them safe. */
#define TAR_MTIME_MAX ((int64_t)1 << 40)

/* Offsets and widths of its fields, in bytes. */
enum {
	TAR_NAME_AT = 0,
	TAR_NAME_N = 100,
	TAR_MODE_AT = 100,
	TAR_UID_AT = 108,
	TAR_GID_AT = 116,
	TAR_SIZE_AT = 124,
	TAR_MTIME_AT = 136,
	TAR_SUM_AT = 148,
	TAR_TYPE_AT = 156,
	TAR_LINK_AT = 157,
	TAR_MAGIC_AT = 257,
	TAR_MAJOR_AT = 329,
	TAR_MINOR_AT = 337,
	TAR_PREFIX_AT = 345,
	TAR_PREFIX_N = 155,
	TAR_SHORT_N = 8, /* numbers, with their NUL */
	TAR_LONG_N = 12,
};

struct tar_block {
	char type;
	struct str name, prefix, link; /* prefix: empty unless the format has one */
	uint32_t mode;
	uint64_t uid, gid, size_bytes;
	int64_t mtime_s;
	uint32_t dev_major, dev_minor;
};

bool tar_block_is_zero(const unsigned char *block);
MUST_CHECK int tar_block_parse(const unsigned char *block, struct tar_block *out, struct err *e);

#endif
