/* fetch - one URL, by GET, streamed into an open file.
 *
 * The server is hostile: http and https only, also behind redirects, never from https to http or to
 * a link-local address; ten redirects; connecting, and standing still, have their time; body and
 * headers have their limits.
 * TLS is verified. No .netrc, no cookies; proxies are those of the environment as curl has them.
 * `authorization` goes to the URL's own scheme, host and port only. A connection that breaks off
 * is tried again, FETCH_TRIES times in all and from the beginning; nothing else is. With `etag` or
 * `modified_s` the question is asked on a condition, and the answer may be `unchanged`.
 *
 * Owns: what struct fetched holds until fetched_release. Fails: ERR_NOT_FOUND (404, 410, no such
 * host), ERR_INVALID (another status, a bad URL or redirect, TLS), ERR_LIMIT, ERR_SYS,
 * ERR_CANCELLED; what was written by then stays in the file. Threads: curl's resolver. Layer:
 * remote.
 *
 *     AUTO(fetched_release) struct fetched got = {0};
 *     struct fetch_request r = {.url = url, .fd = fd, .modified_s = -1, .cancel_fd = -1};
 *     if (fetch_url(&r, &got, e) < 0)
 *         return -1;
 */
#ifndef REMOTE_FETCH_H
#define REMOTE_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"

enum {
	FETCH_REDIRECTS = 10,
	FETCH_TRIES = 3,
	FETCH_CONNECT_S = 30,
	FETCH_STALL_S = 60, /* at less than a few bytes a second */
	FETCH_HEADER_BYTES = 256 * 1024,
};
#define FETCH_BYTES_MAX ((uint64_t)64 << 30)

struct fetch_request {
	const char *url;
	int fd;                    /* written from where it stands; regular, or it is tried once */
	uint64_t limit_bytes;      /* 0: FETCH_BYTES_MAX */
	int connect_s, stall_s;    /* 0: as above */
	const char *authorization; /* the header's value; NULL: none */
	const char *etag;          /* of what is known already; NULL: none */
	int64_t modified_s;        /* likewise; -1: none */
	const char *ca_file;       /* NULL: the system's authorities */
	int cancel_fd;             /* readable when it should stop; -1: never */
	void (*progress)(
		void *context, uint64_t done_bytes, uint64_t total_bytes); /* may be NULL */
	void *context;
};

struct fetched {
	bool unchanged;       /* nothing was written */
	struct digest digest; /* sha256 of what was written */
	uint64_t size_bytes;
	int64_t modified_s; /* Last-Modified; -1: none */
	char *etag;         /* NULL: none */
	char *name;         /* url_file_name of the URL that was asked for */
};

MUST_CHECK int fetch_url(const struct fetch_request *r, struct fetched *out, struct err *e);
void fetched_release(struct fetched *f);

#endif
