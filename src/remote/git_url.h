/* git_url - the text that names a git repository, its ref and a directory in it, taken apart.
 *
 * What docker accepts: `https://host/x.git`, `http://…/x.git`, `git://…`, `ssh://…`,
 * `user@host:path` and, for contexts, `github.com/owner/name`; then `#ref:subdir`, or a query of
 * ref, tag, branch, commit (or checksum), subdir, submodules, keep-git-dir, mtime and
 * fetch-by-commit. Everything is checked here, so that nothing that reaches git can be taken for
 * an option, a pattern, a refspec or a second line.
 *
 * Credentials in the URL are cut out: `remote` and every message are free of them.
 *
 * Owns: its texts until git_url_release. Fails: ERR_INVALID, ERR_LIMIT. Layer: remote.
 *
 *     AUTO(git_url_release) struct git_url url = {0};
 *     if (git_url_parse(STR("https://host/x.git#v1:docs"), &url, e) < 0)
 *         return -1;
 */
#ifndef REMOTE_GIT_URL_H
#define REMOTE_GIT_URL_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

enum { GIT_URL_BYTES_MAX = 8192, GIT_REF_BYTES_MAX = 1024, GIT_SUBDIR_BYTES_MAX = 4095 };

enum git_scheme { GIT_HTTPS, GIT_HTTP, GIT_SSH, GIT_DAEMON };

/* What was not written is NULL, or -1. */
struct git_url {
	struct arena arena;
	enum git_scheme scheme;
	const char *remote;      /* for git, and for people */
	const char *host;        /* with its port, if one was written */
	const char *credentials; /* of http(s): "user:password", decoded; not to be shown */
	const char *ref;
	const char *subdir;   /* clean and relative; NULL: all of it */
	const char *checksum; /* what the commit's name begins with; lower-case hex */
	int keep_git_dir, submodules;
	bool checkout_times; /* mtime=checkout: files have the time of the checkout */
};

/* Whether ADD takes it for a repository, by the text alone. */
bool git_url_is(struct str text);
/* The same for contexts: `github.com/…` too. */
bool git_url_is_context(struct str text);

MUST_CHECK int git_url_parse(struct str text, struct git_url *out, struct err *e);
void git_url_release(struct git_url *u);

/* What git's rules for the name of a ref (git-check-ref-format) say against it; NULL: nothing. */
const char *git_ref_fault(struct str ref);
/* A full name of an object: 40 or 64 lower-case hex digits. */
bool git_is_object_name(struct str text);
/* The start of one, in any case. */
bool git_is_hex(struct str text);

#endif
