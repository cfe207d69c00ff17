/* hash - a number that stands for a text, which nobody outside can foresee.
 *
 * Keys of a map come from hostile files: whoever knew their hashes could make all of them collide.
 * So a hash depends on a secret (SipHash-2-4, Aumasson and Bernstein 2012). It is for finding
 * things in memory alone: it differs from run to run, and nothing that is written may depend on it.
 *
 * Owns: nothing. Fails: aborts when the kernel has no random numbers. Layer: base.
 *
 *     struct hash_secret secret;
 *     hash_secret_make(&secret);
 *     size_t slot = hash_of(&secret, STR("PATH")) % 64;
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#include "base/str.h"

struct hash_secret {
	uint64_t half[2];
};

void hash_secret_make(struct hash_secret *out); /* random */
uint64_t hash_of(const struct hash_secret *secret, struct str text);

#endif
