/* git_auth - what is shown to a repository's server, and to no other: one HTTP header.
 *
 * In this order: the URL's own user and password; the secrets GIT_AUTH_HEADER.HOST and
 * GIT_AUTH_TOKEN.HOST; GIT_AUTH_HEADER and GIT_AUTH_TOKEN. HOST has the port, if the URL has one.
 * A token is sent as the password of `x-access-token`, as docker sends it.
 *
 * Owns: nothing. Fails: ERR_INVALID (a secret of more than one line). Layer: remote.
 *
 *     if (git_auth_header(&url, find, secrets, &header, e) < 0)
 *         return -1;
 */
#ifndef REMOTE_GIT_AUTH_H
#define REMOTE_GIT_AUTH_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "remote/git_url.h"

/* A secret by its id; false when there is none. */
typedef bool git_find_secret(const void *context, const char *id, struct str *value);

/* The value of the header Authorization; empty: none. Of http and https only. */
MUST_CHECK int git_auth_header(const struct git_url *url, git_find_secret *find,
	const void *context, struct buf *out, struct err *e);

#endif
