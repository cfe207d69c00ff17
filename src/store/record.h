/* record - the store's small text files: fixed lines in a fixed order, closed by a checksum.
 *
 *   lichen-step 1
 *   diff-id sha256:...
 *   sum 0123456789abcdef
 *
 * Read strictly: a line too many, too few or changed makes it damaged, and damaged reads as absent.
 * So a record needs no forcing to disk: what a power cut leaves of it is either whole or nothing.
 *
 * Owns: what struct record_reader holds, until record_reader_release; texts read from it are
 * borrowed till then. Fails: ERR_SYS. Layer: store.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/digest.h"
#include "store/store.h"

/* Writing. Bytes below blank in a text become blanks: a record's line is one line. */
void record_begin(struct buf *b, const char *kind);
void record_add_text(struct buf *b, const char *key, struct str text);
void record_add_number(struct buf *b, const char *key, uint64_t number);
/* Seconds since the epoch; what is before it is kept as 0. */
void record_add_time(struct buf *b, const char *key, int64_t time_s);
void record_add_digest(struct buf *b, const char *key, const struct digest *d); /* none: "-" */
MUST_CHECK int record_save(const struct store *s, const char *path, struct buf *b, struct err *e);
MUST_CHECK int record_save_durable(
	const struct store *s, const char *path, struct buf *b, struct err *e);
/* Into a directory that nobody else sees yet: no renaming. */
MUST_CHECK int record_write_at(int dirfd, const char *name, struct buf *b, struct err *e);

struct record_reader {
	struct buf hold;
	struct str rest;
	bool ok;
	int64_t used_s; /* modification time: when it was written or last used */
};

void record_reader_release(struct record_reader *r);
/* 1 found, 0 absent or damaged. Then the fields, in the order of writing, and record_ended. */
MUST_CHECK int record_open(const struct store *s, const char *path, const char *kind,
	struct record_reader *out, struct err *e);
struct str record_text(struct record_reader *r, const char *key);
uint64_t record_number(struct record_reader *r, const char *key);
int64_t record_time(struct record_reader *r, const char *key); /* 0..INT64_MAX */
struct digest record_digest(struct record_reader *r, const char *key);
bool record_ended(const struct record_reader *r); /* all was there and nothing more */

/* Notes that a record was of use, for pruning by age; at most once an hour. */
void record_used(const struct store *s, const char *path, const struct record_reader *r);

#endif
