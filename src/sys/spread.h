/* spread - a hint to the file system that what is made in a directory does not belong together.
 *
 * ext2 to ext4 put a new directory near its parent, unless the parent is "the top of directory
 * hierarchies" (chattr +T): then each goes where there is room. That matters where many files are
 * deleted: for about a minute ext4 does not use their inodes again, and passes over them one by one
 * for each new file nearby.
 *
 * Owns: nothing. Fails: never; elsewhere it does nothing. Layer: sys.
 */
#ifndef SYS_SPREAD_H
#define SYS_SPREAD_H

/* name in dirfd is a directory of ours. */
void spread_children(int dirfd, const char *name);

#endif
