/* ring - bytes from a thread that makes them to the caller's thread, which uses them.
 *
 * A few blocks of fixed size go round: while one is hashed the next is filled, and neither side
 * runs ahead by more than RING_BLOCKS. The maker runs in a thread of its own, the user in the
 * calling one. When either fails the other is stopped and the first cause is what ring_run returns.
 *
 * Owns: the blocks and the thread, both gone when ring_run returns. Fails: ERR_SYS (no thread),
 * what the maker or the user returned. Layer: image.
 */
#ifndef IMAGE_RING_H
#define IMAGE_RING_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

enum { RING_BLOCKS = 4, RING_BLOCK_BYTES = 512 * 1024 };

struct ring;

/* For the maker: the free end of the block in hand (never empty), and how much of it was filled. */
char *ring_room(struct ring *r, size_t *n);
MUST_CHECK int ring_filled(struct ring *r, size_t n, struct err *e);
MUST_CHECK int ring_put(struct ring *r, const void *bytes, size_t n, struct err *e); /* a copy */

struct ring_ends {
	int (*make)(void *context, struct ring *r, struct err *e);
	void *maker;
	int (*use)(void *context, const void *bytes, size_t n, struct err *e);
	void *user;
};

MUST_CHECK int ring_run(const struct ring_ends *ends, struct err *e);

#endif
