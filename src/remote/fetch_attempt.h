/* fetch_attempt - one request of a fetch and its answer, within the bounds that fetch promises.
 *
 * A request is one hop: redirects and another try are fetch's. The body goes into the errand's file
 * and digest as it comes.
 *
 * Owns: an attempt's handles until fetch_attempt_release. Fails: ERR_CANCELLED, ERR_HOST, ERR_SYS;
 * what a callback failed with is in attempt.why. Layer: remote, for fetch alone.
 */
#ifndef REMOTE_FETCH_ATTEMPT_H
#define REMOTE_FETCH_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "codec/digest.h"
#include "remote/curl_calls.h"
#include "remote/fetch.h"

/* The whole errand: several hops, each of up to FETCH_TRIES attempts. */
struct fetch_errand {
	const struct curl_calls *curl;
	const struct fetch_request *r;
	struct fetched *out;
	CURLM *multi;
	struct hasher hasher;
	off_t start; /* of the file; -1: it cannot be wound back */
	int hop;     /* redirects followed */
	uint64_t limit_bytes;
};

/* One request and its answer. */
struct fetch_attempt {
	struct fetch_errand *errand;
	CURL *easy;
	struct curl_slist *headers;
	const char *url;
	uint64_t header_bytes, body_bytes;
	bool redirected; /* a server chose the host */
	bool skipped;    /* the body is of no interest */
	struct err *why; /* what a callback failed with; kind is ERR_NONE while none has */
};

/* Asks, and waits for the end of the answer. */
MUST_CHECK int fetch_attempt(struct fetch_attempt *a, CURLcode *result, struct err *e);
void fetch_attempt_release(struct fetch_attempt *a);

long fetch_status(const struct fetch_attempt *a);
bool fetch_is_content(long status);
int fetch_over_limit(struct fetch_attempt *a); /* into a->why; -1 */

/* Waits at most so long; ERR_CANCELLED when told to stop. */
MUST_CHECK int fetch_wait(const struct fetch_errand *w, int ms, struct err *e);

#endif
