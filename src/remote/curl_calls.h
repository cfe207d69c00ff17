/* curl_calls - libcurl, loaded when the first URL is met.
 *
 * Owns: nothing. Fails: ERR_HOST. Threads: any. Layer: remote, for fetch and url alone.
 *
 *     const struct curl_calls *curl = curl_calls(e);
 *     if (!curl)
 *         return -1;
 */
#ifndef REMOTE_CURL_CALLS_H
#define REMOTE_CURL_CALLS_H

#include <curl/curl.h>

#include "base/attr.h"
#include "base/err.h"

struct curl_calls {
#define CALL(member, name) __typeof__(name) *member;
#include "remote/curl_calls.def"
#undef CALL
};

/* NULL: it cannot be loaded. The same for the whole process. */
MUST_CHECK const struct curl_calls *curl_calls(struct err *e);

#endif
