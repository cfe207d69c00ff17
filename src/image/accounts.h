/* accounts - what a rootfs's passwd file says that would make a USER mean two things.
 *
 * NR-06: an account whose name some runtime takes for a number or that breaks the file's own
 * format (CVE-2016-3697: `USER 1000` became the account called "1000", which was root). NR-07: two
 * accounts of uid 0, or two of one other uid.
 *
 * The file is read in-root, a regular file of at most USER_FILE_BYTES_MAX; none is right too.
 *
 * Owns: nothing. Fails: what rootfs_read fails with. Layer: image.
 */
#ifndef IMAGE_ACCOUNTS_H
#define IMAGE_ACCOUNTS_H

#include "base/attr.h"
#include "base/err.h"
#include "sys/rootfs.h"

struct accounts {
	char odd_name[64]; /* the first name that breaks NR-06, "" for none */
	unsigned roots;    /* accounts of uid 0 */
	char twice[2][64]; /* the first two accounts that share another uid, "" for none */
};

MUST_CHECK int accounts_read(const struct rootfs *root, struct accounts *out, struct err *e);

#endif
