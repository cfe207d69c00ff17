/* host - where things are on this machine: the store, the name servers, the platform, files by
 * path.
 *
 * The one place below which no path string and no environment variable is known.
 *
 * Fails: ERR_SYS, ERR_HOST (no home for the store). Layer: cli.
 */
#ifndef CLI_HOST_H
#define CLI_HOST_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "build/build.h"
#include "store/store.h"
#include "sys/tree.h"

/* option: --store, or NULL; then LICHEN_STORE, then the XDG data directory. */
MUST_CHECK int host_store_dir(const char *option, struct tree *out, struct err *e);
MUST_CHECK int host_open_store(
	const char *option, enum store_lock lock, struct store *out, struct err *e);

const char *host_platform(void);        /* "linux/amd64" */
void host_resolv_conf(struct buf *out); /* empty when there is none */
MUST_CHECK int host_read(const char *path, size_t limit_bytes, struct buf *out,
	struct err *e); /* "-": standard input */
struct host_opener host_opener(void);

/* Writes a small result file (--iidfile, --metadata-file) whole or not at all. */
MUST_CHECK int host_write(const char *path, struct str bytes, struct err *e);

/* path split into an opened parent directory and a last component, for something that is to be
 * made. */
MUST_CHECK int host_parent(
	const char *path, bool make, struct tree *parent, char **name, struct err *e);

#endif
