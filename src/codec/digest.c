/* digest - a content digest as a value, and the hashing that makes one (OpenSSL EVP). */
#include "codec/digest.h"

#include <assert.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"

enum { READ_BYTES = 64 * 1024 };

/* The grammar's two rows; `fetched` is filled once and never freed, because looking an algorithm up
 * in OpenSSL's providers costs more than hashing a small file. */
struct algorithm {
	const char *name;
	struct str prefix;
	size_t bytes;
	_Atomic(EVP_MD *) fetched;
};

static struct algorithm *algorithm_of(enum digest_algorithm a)
{
	static struct algorithm rows[] = {
		[DIGEST_NONE] = {"", {"", 0}, 0, NULL},
		[DIGEST_SHA256] = {"SHA2-256", {"sha256:", 7}, 32, NULL},
		[DIGEST_SHA512] = {"SHA2-512", {"sha512:", 7}, 64, NULL},
	};

	assert(a <= DIGEST_SHA512);
	return &rows[a];
}

static const EVP_MD *md_of(enum digest_algorithm a)
{
	struct algorithm *row = algorithm_of(a);
	EVP_MD *md = atomic_load(&row->fetched);
	EVP_MD *expected = NULL;

	assert(a != DIGEST_NONE);
	if (md)
		return md;
	md = EVP_MD_fetch(NULL, row->name, NULL);
	assert(md);
	if (atomic_compare_exchange_strong(&row->fetched, &expected, md))
		return md;
	EVP_MD_free(md);
	return expected;
}

/* Of the letters only the small ones: one content has one name. */
static int hex_parse(struct str hex, unsigned char *out)
{
	for (size_t i = 0; i < hex.n; i++)
		if (ascii_is_upper(hex.p[i]))
			return -1;
	for (size_t i = 0; i < hex.n / 2; i++) {
		int high = ascii_hex(hex.p[2 * i]), low = ascii_hex(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

int digest_parse(struct str text, struct digest *out, struct err *e)
{
	struct digest d = {0};

	for (enum digest_algorithm a = DIGEST_SHA256; a <= DIGEST_SHA512; a++) {
		const struct algorithm *row = algorithm_of(a);

		if (!str_starts(text, row->prefix) || text.n != row->prefix.n + 2 * row->bytes)
			continue;
		d.algorithm = a;
		if (hex_parse(str_from(text, row->prefix.n), d.bytes) < 0)
			break;
		*out = d;
		return 0;
	}
	err_set(e, ERR_INVALID, "`%.*s` is not a digest", STR_FMT(str_upto(text, 200)));
	return err_hint(e, "a digest is sha256: and 64, or sha512: and 128 lower-case hex digits");
}

static void hex_write(const struct digest *d, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = algorithm_of(d->algorithm)->bytes;

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[d->bytes[i] >> 4];
		*out++ = digits[d->bytes[i] & 15];
	}
	*out = '\0';
}

struct digest_text digest_text(const struct digest *d)
{
	struct str prefix = algorithm_of(d->algorithm)->prefix;
	struct digest_text t = {0};

	memcpy(t.text, prefix.p, prefix.n);
	hex_write(d, t.text + prefix.n);
	return t;
}

struct digest_text digest_hex(const struct digest *d)
{
	struct digest_text t = {0};

	hex_write(d, t.text);
	return t;
}

bool digest_eq(const struct digest *a, const struct digest *b)
{
	return a->algorithm == b->algorithm &&
	       memcmp(a->bytes, b->bytes, algorithm_of(a->algorithm)->bytes) == 0;
}

struct digest digest_of(const void *bytes, size_t n)
{
	struct digest d = {.algorithm = DIGEST_SHA256};
	int ok = EVP_Digest(bytes, n, d.bytes, NULL, md_of(DIGEST_SHA256), NULL);

	assert(ok == 1);
	return d;
}

void hasher_begin(struct hasher *h, enum digest_algorithm algorithm)
{
	if (!h->state)
		h->state = EVP_MD_CTX_new();
	/* OpenSSL fails here only for want of memory, which aborts everywhere in this program. */
	int ok = h->state && EVP_DigestInit_ex(h->state, md_of(algorithm), NULL) == 1;

	assert(ok);
}

void hasher_add(struct hasher *h, const void *bytes, size_t n)
{
	int ok = EVP_DigestUpdate(h->state, bytes, n);

	assert(ok == 1);
}

static void add_counted(struct hasher *h, struct str s)
{
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)((uint64_t)s.n >> (8 * i));
	hasher_add(h, length, sizeof length);
	hasher_add(h, s.p, s.n);
}

void hasher_field(struct hasher *h, const char *tag, struct str bytes)
{
	add_counted(h, str_of(tag));
	add_counted(h, bytes);
}

struct digest hasher_end(struct hasher *h)
{
	const EVP_MD *md = EVP_MD_CTX_get0_md(h->state);
	struct digest d = {.algorithm = DIGEST_SHA256};
	int ok = EVP_DigestFinal_ex(h->state, d.bytes, NULL);

	assert(ok == 1);
	if (EVP_MD_get_size(md) == 64)
		d.algorithm = DIGEST_SHA512;
	return d;
}

void hasher_release(struct hasher *h)
{
	EVP_MD_CTX_free(h->state);
	h->state = NULL;
}

int digest_fd(int fd, struct digest *out, uint64_t *size_bytes, struct err *e)
{
	AUTO(hasher_release) struct hasher h = {0};
	char bytes[READ_BYTES];
	uint64_t total = 0;

	hasher_begin(&h, DIGEST_SHA256);
	for (;;) {
		ssize_t n = read(fd, bytes, sizeof bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, "cannot read");
		if (n == 0)
			break;
		hasher_add(&h, bytes, (size_t)n);
		total += (uint64_t)n;
	}
	*out = hasher_end(&h);
	if (size_bytes)
		*size_bytes = total;
	return 0;
}

struct digest chain_id(const struct digest *parent, const struct digest *diff_id)
{
	char text[2 * DIGEST_TEXT_BYTES];

	if (parent->algorithm == DIGEST_NONE)
		return *diff_id;
	int n = snprintf(
		text, sizeof text, "%s %s", digest_text(parent).text, digest_text(diff_id).text);

	return digest_of(text, (size_t)n);
}
