/* A pattern, a newline and a name, against a slow matcher that is plainly right. */
#include <assert.h>
#include <stdint.h>

#include "lang/glob.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Only for patterns without classes and escapes, and short ones: it is exponential. */
static bool slow(struct str pattern, struct str name)
{
	if (pattern.n == 0)
		return name.n == 0;
	if (pattern.p[0] == '*')
		return slow(str_from(pattern, 1), name) ||
		       (name.n > 0 && name.p[0] != '/' && slow(pattern, str_from(name, 1)));
	if (name.n == 0 || (pattern.p[0] == '?' ? name.p[0] == '/' : name.p[0] != pattern.p[0]))
		return false;
	return slow(str_from(pattern, 1), str_from(name, 1));
}

static bool is_simple(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '[' || s.p[i] == '\\' || (unsigned char)s.p[i] >= 0x80)
			return false;
	return s.n < 16;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct str pattern = {0};
	struct str name = {0};
	struct err e = {0};

	str_cut((struct str){(const char *)bytes, n}, '\n', &pattern, &name);
	int got = glob_match(pattern, name, &e);

	assert(got >= -1 && got <= 1);
	if (is_simple(pattern) && is_simple(name))
		assert(got == slow(pattern, name));
	return 0;
}
