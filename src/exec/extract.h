/* extract - ADD of a local archive: its entries below a directory of a rootfs.
 *
 * The directory is the archive's root: `..` and absolute names are clamped to it, links of the
 * archive and of the directory resolve inside it. Unlike a layer, an archive may say a name twice,
 * write over what is there, and reach through its own links, as tar(1) in a chroot would. What is
 * in the way of an entry goes, but a directory stays for a directory; a directory that no entry
 * describes is 0755 and root's. Through a dangling link nothing is made.
 *
 * Directories get owner, mode and time at the end, when nothing is made in them any more.
 *
 * Owns: nothing beyond the call. Fails: ERR_INVALID (a broken archive, a whiteout's name, a device,
 * a file for a parent), ERR_LIMIT, ERR_UNSUPPORTED (sparse files), ERR_SYS. Layer: exec.
 *
 *     int is = tar_probe(fd, e);
 *     if (is > 0)
 *         return extract_archive(fd, &(struct extract_rules){.dest_fd = dest}, e);
 */
#ifndef EXEC_EXTRACT_H
#define EXEC_EXTRACT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum { EXTRACT_ENTRIES_MAX = 4000000, EXTRACT_RATIO_MAX = 2000 };

/* Any archive may be as large as that; beyond, its compression ratio is limited. gzip cannot reach
 * the ratio. */
#define EXTRACT_BYTES_FREE (8ULL << 30)

struct extract_rules {
	int dest_fd;
	bool has_owner; /* --chown: everything is uid:gid's; else uid:gid is for implied directories
			 */
	uid_t uid;
	gid_t gid;
	int64_t epoch_s; /* of implied directories; -1: now */
	struct str head; /* of the archive, read from fd already */
};

/* fd is at the archive's start, or behind head; it need not be a file. */
MUST_CHECK int extract_archive(int fd, const struct extract_rules *rules, struct err *e);

#endif
