#include "cli/wrap.h"

#include "capture.h"

static void wrapped(const char *text, int margin, const char *want)
{
	AUTO(buf_release) struct buf out = {0};
	struct capture c = capture_begin(stdout);

	wrap(stdout, str_of(text), margin);
	capture_end(&c, &out);
	cr_assert_str_eq(buf_cstr(&out), want);
}

Test(cli_wrap, lines_break_between_words)
{
	wrapped("aaaa bb c", 70, "aaaa bb c\n");
	wrapped("aaaa bb cc d", 72,
		"aaaa bb\n        "
		"                                                                cc d\n");
}

Test(cli_wrap, a_long_word_stays_whole)
{
	wrapped("a https://example.org/x", 78,
		"a\n                                                                              "
		"https://example.org/x\n");
	wrapped("", 4, "\n");
}
