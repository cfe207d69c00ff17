/* sweep - tells dead work in flight from living, by its lock.
 *
 * Owns: nothing; the caller closes the lock. Fails: never. Layer: store.
 */
#ifndef STORE_SWEEP_H
#define STORE_SWEEP_H

#include <stdbool.h>

#include "store/place.h"
#include "store/store.h"

/* True: nobody holds path, and now *lock does. */
bool sweep_take(const struct store *s, const char *path, int *lock);

#endif
