/* host - what the environment says about this machine: the store and the platform.
 *
 * Owns: nothing. Fails: ERR_SYS, ERR_HOST (no home for the store). Layer: cli.
 */
#ifndef CLI_HOST_H
#define CLI_HOST_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "store/store.h"
#include "sys/tree.h"

/* option: --store, or NULL; then LICHEN_STORE, then the XDG data directory. Made when it is absent.
 */
MUST_CHECK int host_open_store(
	const char *option, enum store_lock lock, struct store *out, struct err *e);

/* The same where it is there already and can be read; else *out is STORE_NONE, and true or false
 * tells which. For what is only better with a store. */
bool host_find_store(const char *option, struct store *out);

const char *host_platform(void); /* "linux/amd64" */
/* The file of SSL_CERT_FILE; NULL: the system's authorities. */
const char *host_authorities(void);

#endif
