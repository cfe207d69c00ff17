/* hash - a number that stands for a text, which nobody outside can foresee. */
#include "base/hash.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { WORD_BYTES = 8, ROUNDS_A_WORD = 2, ROUNDS_AT_END = 4 };

void hash_secret_make(struct hash_secret *out)
{
	/* So few bytes come at once and are not interrupted (getrandom(2)). */
	if (getrandom(out, sizeof *out, 0) != (ssize_t)sizeof *out)
		abort();
}

static uint64_t rotated(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void mix(uint64_t v[4], int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[1] = rotated(v[1], 13) ^ v[0];
		v[0] = rotated(v[0], 32);
		v[2] += v[3];
		v[3] = rotated(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = rotated(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = rotated(v[1], 17) ^ v[2];
		v[2] = rotated(v[2], 32);
	}
}

static void take(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	mix(v, ROUNDS_A_WORD);
	v[0] ^= word;
}

/* One to eight bytes, the first of them lowest. */
static uint64_t word_of(const char *bytes, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, bytes, n);
	return le64toh(word);
}

uint64_t hash_of(const struct hash_secret *secret, struct str text)
{
	uint64_t v[4] = {
		secret->half[0] ^ 0x736f6d6570736575,
		secret->half[1] ^ 0x646f72616e646f6d,
		secret->half[0] ^ 0x6c7967656e657261,
		secret->half[1] ^ 0x7465646279746573,
	};
	size_t at = 0;

	for (; text.n - at >= WORD_BYTES; at += WORD_BYTES)
		take(v, word_of(text.p + at, WORD_BYTES));
	uint64_t last = at < text.n ? word_of(text.p + at, text.n - at) : 0;

	take(v, last | (uint64_t)text.n << 56);
	v[2] ^= 0xff;
	mix(v, ROUNDS_AT_END);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
