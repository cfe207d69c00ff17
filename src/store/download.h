/* download - what a URL gave the last time: which blob, and how to ask whether it still does.
 *
 *   downloads/<hash of the URL>
 *
 * The blob is the file. A record whose blob is gone reads as absent, and goes with it when the
 * store is pruned. The URL is in it for people, without user and password.
 *
 * Owns: struct download's text until download_release. Fails: ERR_SYS. A damaged record is absent,
 * not an error. Layer: store.
 *
 *     AUTO(download_release) struct download known = {0};
 *     int found = download_find(store, STR("https://h/f"), &known, e);
 */
#ifndef STORE_DOWNLOAD_H
#define STORE_DOWNLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/digest.h"
#include "store/store.h"

struct download {
	struct digest blob;
	int64_t modified_s; /* the server's Last-Modified, since the epoch; -1: none */
	bool dated;         /* modified_s is old enough to tell that nothing changed since */
	char *etag;         /* NULL: none */
};

MUST_CHECK int download_find(const struct store *s, struct str url, struct download *out,
	struct err *e); /* 1 found, 0 not */
/* shown: the URL as people may see it. */
MUST_CHECK int download_put(const struct store *s, struct str url, struct str shown,
	const struct download *download, struct err *e);
void download_release(struct download *d);

/* A record by its path, whether its blob is there or not: 1 read, 0 absent or damaged. */
MUST_CHECK int download_load(
	const struct store *s, const char *path, struct digest *blob, struct err *e);

#endif
