/* git_url_parts - what follows the place of a repository in its URL: `?query` and `#ref:subdir`.
 *
 * For git_url alone. A ref is held to git's own rules for names (gitrevisions and patterns are not
 * names), a subdir may not lead out.
 *
 * Owns: texts go into the URL's arena. Fails: ERR_INVALID, ERR_LIMIT. Layer: remote.
 */
#ifndef REMOTE_GIT_URL_PARTS_H
#define REMOTE_GIT_URL_PARTS_H

#include "base/attr.h"
#include "base/buf.h"
#include "remote/git_url.h"

MUST_CHECK int git_url_options(
	struct str query, struct str fragment, struct git_url *out, struct err *e);
/* %XX, and in a query `+` for a blank; what would be a control character is ERR_INVALID. */
MUST_CHECK int git_url_decode(struct str s, bool query, struct buf *out, struct err *e);

#endif
