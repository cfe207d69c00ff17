/* download - a URL's file, in the store: asked for on a condition, fetched once.
 *
 * With a checksum whose file this URL gave before, nobody is asked at all. Else the server is, and
 * when it says that nothing changed, or gives what the store has, nothing more is kept.
 *
 * Logins are the secrets HTTP_AUTH_HEADER_<host> (the whole header) and HTTP_AUTH_TOKEN_<host> (a
 * bearer token, which wins), as the reference builder has them; over http they go to this machine
 * only.
 *
 * Owns: nothing. Fails: as fetch_url does; ERR_INVALID (the checksum is another). Layer: build.
 */
#ifndef BUILD_DOWNLOAD_H
#define BUILD_DOWNLOAD_H

#include "base/attr.h"
#include "base/err.h"
#include "build/build.h"
#include "build/remote_source.h"
#include "remote/fetch.h"

struct download_request {
	const struct store *store;
	const char *url;
	const char *checksum; /* NULL: none */
	const struct build_secret *secrets;
	size_t secrets_n;
	const char *ca_file;                                            /* as in fetch_request */
	void (*progress)(void *context, uint64_t done, uint64_t total); /* may be NULL */
	void *context;
};

/* *out: the blob, and the file's time. */
MUST_CHECK int download(const struct download_request *r, struct remote_source *out, struct err *e);
/* The Authorization header for a URL; *out is NULL when no secret is for its host. */
MUST_CHECK int download_login(const struct download_request *r, char **out, struct err *e);

#endif
