/* git_listing - which of the refs that a server lists is meant.
 *
 * As docker has it: `refs/NAME` if there is one, then a branch, then a tag; a branch before a tag
 * of the same name. An annotated tag is listed twice, the second time as the commit that it stands
 * for. The listing is the server's and hostile: a name counts only if it is one that was asked for.
 *
 * Owns: nothing; the result is plain data. Fails: ERR_NOT_FOUND, ERR_INVALID. Layer: remote.
 *
 *     if (git_listing_choose(buf_str(&listing), "v1", &found, e) < 0)
 *         return -1;
 */
#ifndef REMOTE_GIT_LISTING_H
#define REMOTE_GIT_LISTING_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "remote/git_url.h"

enum { GIT_NAME_BYTES = 65 }; /* 64 hex digits and a NUL */

struct git_commit {
	char object[GIT_NAME_BYTES]; /* to fetch: a commit, or an annotated tag */
	char commit[GIT_NAME_BYTES]; /* "": not known before it is fetched */
	char ref[GIT_REF_BYTES_MAX + sizeof "refs/heads/"]; /* full; "": an object by its name */
};

/* ref NULL: the default branch, listed by `ls-remote --symref`. */
MUST_CHECK int git_listing_choose(
	struct str listing, const char *ref, struct git_commit *out, struct err *e);

/* url's checksum against what was found. */
MUST_CHECK int git_commit_verify(
	const struct git_commit *found, const char *checksum, struct err *e);

#endif
