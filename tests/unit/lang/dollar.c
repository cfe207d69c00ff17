/* What a `$` becomes: every form, every refusal, every limit. */
#include <criterion/criterion.h>
#include <string.h>

#include "expanded.h"

static const struct expanded table[] = {
	{"$X", "value"},
	{"${X}", "value"},
	{"a${X}b$X.c", "avaluebvalue.c"},
	{"$Xy", ""},
	{"$NONE", ""},
	{"${NONE}", ""},
	{"${NONE:-d}", "d"},
	{"${NONE-d}", "d"},
	{"${E:-d}", "d"},
	{"${E-d}", ""},
	{"${X:+w}", "w"},
	{"${X+w}", "w"},
	{"${E:+w}", ""},
	{"${E+w}", "w"},
	{"${NONE:+w}", ""},
	{"${NONE+w}", ""},
	{"${X:?m}", "value"},
	{"${E?m}", ""},
	{"${NONE:-${X}}", "value"},
	{"${NONE:-$Y$Y}", "yyyy"},
	{"${NONE:-\"}\"}", "}"},
	{"${NONE:-'$X'}", "$X"},
	{"${NONE-a${P##*.}b}", "agzb"},
	{"${P#*/}", "usr/local/bin/x.tar.gz"},
	{"${P##*/}", "x.tar.gz"},
	{"${P%.*}", "/usr/local/bin/x.tar"},
	{"${P%%.*}", "/usr/local/bin/x"},
	{"${P%/*}", "/usr/local/bin"},
	{"${P#nothing}", "/usr/local/bin/x.tar.gz"},
	{"${P#/us?}", "/local/bin/x.tar.gz"},
	{"${P/l/L}", "/usr/Local/bin/x.tar.gz"},
	{"${P//l/L}", "/usr/LocaL/bin/x.tar.gz"},
	{"${P//l/}", "/usr/oca/bin/x.tar.gz"},
	{"${P/#\\/usr/X}", "/usr/local/bin/x.tar.gz"},
	{"${P/[lo]/X}", "/usr/local/bin/x.tar.gz"},
	{"${P/l?c/X}", "/usr/Xal/bin/x.tar.gz"},
	{"${P/\\/usr/X}", "X/local/bin/x.tar.gz"},
	{"${X/*/all}", "all"},
	{"${X//?/.}", "....."},
	{"${X//*/x}", "x"},
	{"${X///-}", "-v-a-l-u-e-"},
	{"${E//*/x}", "x"},
	{"${X#*}", "value"},
	{"${X##*}", ""},
	{"${X%%*}", ""},
	{"${STAR#a\\*b}", "?c\\d}e/f"},
	{"${STAR#a\\*b\\?}", "c\\d}e/f"},
	{"${STAR%\\}e\\/f}", "a*b?c\\d"},
	{"${STAR%\\\\d*}", "a*b?c"},
	{"${U#?}", "\xc3\xb6"},
	{"${U%?}", "\xc3\xa4"},
	{"${NONE#x}", ""},
	{"${NONE/a/b}", ""},
	{"$12x", "x"},
	{"$@$*$#$?$-$!$0", ""},
	{"$\xc3\xa9", "accent"},
	{"$.", "$."},
	{"a$", "a$"},
};

Test(dollar, table)
{
	expanded_are(table, sizeof table / sizeof *table);
}

static const struct expanded errors[] = {
	{"${X=1}", "unsupported modifier (=) in substitution"},
	{"${X:=1}", "unsupported modifier (:=) in substitution"},
	{"${X:#1}", "unsupported modifier (:#) in substitution"},
	{"${X:1:2}", "unsupported modifier (:1) in substitution"},
	{"${X[0]}", "unsupported modifier ([) in substitution"},
	{"${#X}", "unsupported modifier (X) in substitution"},
	{"${!X}", "unsupported modifier (X) in substitution"},
	{"${X^}", "unsupported modifier (^) in substitution"},
	{"${X@Q}", "unsupported modifier (@) in substitution"},
	{"${}", "bad substitution"},
	{"${:x}", "bad substitution"},
	{"${{x}", "bad substitution"},
	{"${", "missing '}'"},
	{"${X", "unsupported modifier (\xef\xbf\xbd) in substitution: missing '}'"},
	{"${X:", "missing '}'"},
	{"${X:-a", "missing '}'"},
	{"${X/a}", "missing '/' in ${}"},
	{"${X//a}", "missing '/' in ${}"},
	{"${X/a/b", "missing '}'"},
	{"${NONE?}", "NONE: is not allowed to be unset"},
	{"${NONE:?m $Y}", "NONE: m yy"},
	{"${E:?}", "E: is not allowed to be empty"},
	{"'a", "unexpected end of statement while looking for matching single-quote"},
	{"\"a", "unexpected end of statement while looking for matching double-quote"},
	{"${X#a\\bc}", "invalid pattern (a\\bc) in substitution: invalid escape '\\b'"},
};

Test(dollar, errors_name_the_word)
{
	AUTO(map_release) struct map vars = {0};
	struct err e;

	expanded_vars(&vars);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		AUTO(buf_release) struct buf out = {0};
		AUTO(buf_release) struct buf prefix = {0};
		const struct expand x = {.vars = &vars, .escape = '\\'};

		err_clear(&e);
		cr_assert_lt(
			expand_word(&x, str_of(errors[i].raw), &out, &e), 0, "%s", errors[i].raw);
		buf_fmt(&prefix, "failed to process \"%s\": ", errors[i].raw);
		cr_assert(strncmp(e.text, buf_cstr(&prefix), prefix.n) == 0, "%s", e.text);
		cr_assert(strstr(e.text, errors[i].want), "%s: %s", errors[i].raw, e.text);
		cr_assert_eq(e.kind, ERR_SYNTAX);
	}
}

Test(dollar, undefined_names_once_each)
{
	AUTO(map_release) struct map vars = {0};
	AUTO(strs_release) struct strs undefined = {0};
	AUTO(buf_release) struct buf out = {0};
	const struct expand x = {.vars = &vars, .escape = '\\', .undefined = &undefined};
	struct err e;

	expanded_vars(&vars);
	cr_assert_eq(expand_word(&x, STR("$A${B:-d}$A$X'$C'${D#x}"), &out, &e), 0);
	cr_assert_eq(undefined.n, 3);
	cr_assert(str_eq(undefined.p[0], STR("A")) && str_eq(undefined.p[1], STR("B")) &&
		  str_eq(undefined.p[2], STR("D")));
}

static void limited(const char *unit, size_t times, const char *end)
{
	AUTO(map_release) struct map vars = {0};
	AUTO(buf_release) struct buf word = {0};
	AUTO(buf_release) struct buf big = {0};
	AUTO(buf_release) struct buf out = {0};
	const struct expand x = {.vars = &vars, .escape = '\\'};
	struct err e = {0};

	memset(buf_room(&big, 100000), 'a', 100000);
	buf_grew(&big, 100000);
	map_set(&vars, STR("B"), buf_str(&big));
	for (size_t i = 0; i < times; i++)
		buf_cstr_add(&word, unit);
	buf_cstr_add(&word, end);
	cr_assert_lt(expand_word(&x, buf_str(&word), &out, &e), 0, "%s", unit);
	cr_assert_eq(e.kind, ERR_LIMIT, "%s: %s", unit, e.text);
}

Test(dollar, limits)
{
	limited("$B", 20, "");
	limited("${U:-", 101, "");
	limited("${U:+$B$B$B$B$B}", 1000, "");
	limited("${B//a*a*a*a*a*a*a*a*a*a*b/}", 1000, "");
	limited("${B//a/$B}", 1, "");
}
