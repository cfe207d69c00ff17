/* paths - host paths, as the two edges have them, become descriptors and bytes.
 *
 * The edges are the command line and the public library: both are told paths, and nothing below
 * them is. Paths count from the working directory.
 *
 * Owns: nothing. Fails: ERR_SYS, ERR_NOT_FOUND, ERR_LIMIT; `during` names the path. Layer: build.
 */
#ifndef BUILD_PATHS_H
#define BUILD_PATHS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "build/build.h"
#include "sys/tree.h"

/* "-": standard input. */
MUST_CHECK int paths_read(const char *path, size_t limit_bytes, struct buf *out, struct err *e);

/* What RUN steps see as /etc/resolv.conf; NULL: this machine's. Empty when there is none. */
void paths_resolv_conf(const char *path, struct buf *out);

/* Layouts, archives and contexts that a Dockerfile or option names, read-only. */
struct host_opener paths_opener(void);

/* A small result file, written whole or not at all. */
MUST_CHECK int paths_write(const char *path, struct str bytes, struct err *e);

/* path split into an opened parent directory and a last component, for something that is to be
 * made; make: the parent too. The caller frees *name. */
MUST_CHECK int paths_parent(
	const char *path, bool make, struct tree *parent, char **name, struct err *e);

#endif
