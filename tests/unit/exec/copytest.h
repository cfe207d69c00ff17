/* copytest - two small directories, a copy between them, and what came out as text.
 *
 * A tree is written as a text, entries divided by blanks: `d/` (a directory), `f` (a file whose
 * content is its path), `f=text`, `l>target` (a link), `p|` (a FIFO), `s@` (a socket), `h&f`
 * (another name of f); a mode follows a colon: `f:4755`, `e/:0750`. Parents are made. A listing has
 * the same form, sorted, with modes that are not 0644 or 0755 and the contents of files.
 */
#ifndef TEST_EXEC_COPYTEST_H
#define TEST_EXEC_COPYTEST_H

#include "base/buf.h"
#include "base/err.h"
#include "exec/files.h"
#include "lang/ignore.h"
#include "sys/rootfs.h"
#include "sys/tree.h"

struct copytest {
	char name[32];
	struct tree host;
	struct rootfs from, to;
	struct strs sources, excludes;
	struct ignore ignore;
	struct files_request request; /* refers to the above; dest and flags are the test's */
	struct buf listed;
	struct err e;
};

void copytest_init(struct copytest *t);
void copytest_release(struct copytest *t);

void copytest_make(int dirfd, const char *tree);
/* Valid until the next. */
const char *copytest_list(struct copytest *t, int dirfd);

void copytest_ignore(struct copytest *t, const char *dockerignore);
/* Sources divided by blanks; the last word is the destination; words that begin with `--` are
 * flags: --chmod= --chown= --exclude= --link --parents --unpack. */
int copytest_copy(struct copytest *t, const char *words);
/* The same selection's digest as text, "" on failure. */
struct digest_text copytest_digest(struct copytest *t, const char *words);

/* What the destination looks like after it, or "error: TEXT". */
const char *copytest_result(struct copytest *t, const char *words);

/* Leaves the test aloud. */
#define copytest_skip(why) cr_skip_test("skipped: " why)

struct copytest_row {
	const char *words;  /* of the COPY */
	const char *before; /* in the rootfs; NULL: nothing */
	const char *after;  /* as copytest_result says it */
};

/* Each row with directories of its own. */
void copytest_rows(const char *context, const struct copytest_row *rows, size_t n);

#define COPYTEST_ROWS(context, rows) copytest_rows(context, rows, sizeof(rows) / sizeof *(rows))

#endif
