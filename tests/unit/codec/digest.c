/* digest - grammar, hashing, framing and chain ids. */
#include "codec/digest.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EMPTY_HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HEX_128 EMPTY_HEX EMPTY_HEX

Test(digest, reads_and_writes_both_algorithms)
{
	struct digest d;
	struct err e;

	cr_assert_eq(digest_parse(STR("sha256:" EMPTY_HEX), &d, &e), 0);
	cr_assert_str_eq(digest_text(&d).text, "sha256:" EMPTY_HEX);
	cr_assert_str_eq(digest_hex(&d).text, EMPTY_HEX);
	cr_assert_eq(digest_parse(STR("sha512:" HEX_128), &d, &e), 0);
	cr_assert_str_eq(digest_text(&d).text, "sha512:" HEX_128);
}

Test(digest, refuses_what_could_name_another_file)
{
	static const char *const bad[] = {
		"",
		"sha256",
		"sha256:",
		"sha256:../../x",
		EMPTY_HEX,
		"md5:d41d8cd98f00b204e9800998ecf8427e",
		"sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
		"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
		"sha256:" EMPTY_HEX "0",
		"sha256:" HEX_128,
		"sha512:" EMPTY_HEX,
		" sha256:" EMPTY_HEX,
		"sha256:sha256:98fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	};
	struct digest d = {0};
	struct err e;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cr_assert_eq(digest_parse(str_of(bad[i]), &d, &e), -1, "%s", bad[i]);
		cr_assert_eq(e.kind, ERR_INVALID);
		cr_assert_eq(d.algorithm, DIGEST_NONE, "output touched by a failure");
	}
}

Test(digest, hashes_known_answers)
{
	AUTO(hasher_release) struct hasher h = {0};
	struct digest d = digest_of("", 0);

	cr_assert_str_eq(digest_hex(&d).text, EMPTY_HEX);
	hasher_begin(&h, DIGEST_SHA256);
	hasher_add(&h, "a", 1);
	hasher_add(&h, "bc", 2);
	d = hasher_end(&h);
	cr_assert_str_eq(digest_hex(&d).text,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hasher_begin(&h, DIGEST_SHA512);
	hasher_add(&h, "abc", 3);
	d = hasher_end(&h);
	cr_assert_eq(d.algorithm, DIGEST_SHA512);
	cr_assert_eq(strncmp(digest_hex(&d).text, "ddaf35a193617aba", 16), 0);
}

static struct digest two_fields(const char *tag, const char *a, const char *b)
{
	AUTO(hasher_release) struct hasher h = {0};

	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, tag, str_of(a));
	hasher_field(&h, tag, str_of(b));
	return hasher_end(&h);
}

Test(digest, fields_cannot_be_shifted)
{
	struct digest one = two_fields("x", "ab", "c"), two = two_fields("x", "a", "bc");
	struct digest three = two_fields("xa", "b", "c"), again = two_fields("x", "ab", "c");

	cr_assert(!digest_eq(&one, &two));
	cr_assert(!digest_eq(&one, &three));
	cr_assert(digest_eq(&one, &again));
}

Test(digest, equality_needs_the_same_algorithm)
{
	struct digest a = digest_of("", 0), b = a, none = {0};

	b.algorithm = DIGEST_SHA512;
	cr_assert(!digest_eq(&a, &b));
	cr_assert(!digest_eq(&a, &none));
	cr_assert(digest_eq(&none, &(struct digest){0}));
	cr_assert_str_eq(digest_text(&none).text, "");
}

Test(digest, reads_a_descriptor_from_its_offset)
{
	int fd = memfd_create("digest", MFD_CLOEXEC);
	struct digest d, want = digest_of("world", 5);
	uint64_t size = 0;
	struct err e;

	cr_assert_eq(write(fd, "hello world", 11), 11);
	lseek(fd, 6, SEEK_SET);
	cr_assert_eq(digest_fd(fd, &d, &size, &e), 0);
	cr_assert_eq(size, 5);
	cr_assert(digest_eq(&d, &want));
	cr_assert_eq(digest_fd(fd, &d, NULL, &e), 0, "the size is optional");
	close(fd);
	cr_assert_eq(digest_fd(fd, &d, &size, &e), -1);
	cr_assert_eq(e.sys_errno, EBADF);
}

Test(digest, chain_ids_follow_the_specification)
{
	struct digest none = {0}, a = digest_of("a", 1), b = digest_of("b", 1);
	struct digest first = chain_id(&none, &a), second = chain_id(&first, &b);
	char text[400];
	struct digest want;

	cr_assert(digest_eq(&first, &a));
	snprintf(text, sizeof text, "%s %s", digest_text(&a).text, digest_text(&b).text);
	want = digest_of(text, strlen(text));
	cr_assert(digest_eq(&second, &want));
}
