/* fetch_failure - why a URL could not be fetched, with what to do about it.
 *
 * Owns: nothing. Fails: returns -1, as every err_* does. Layer: remote, for fetch alone.
 *
 *     return fetch_refused(url, 404, e);
 */
#ifndef REMOTE_FETCH_FAILURE_H
#define REMOTE_FETCH_FAILURE_H

#include "base/err.h"

/* There was no answer: a CURLcode. */
int fetch_failed(const char *url, int code, struct err *e);
/* There was one, and it is not the file. */
int fetch_refused(const char *url, long status, struct err *e);

#endif
