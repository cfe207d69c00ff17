#include "cli/cache_flags.h"

#include <criterion/criterion.h>
#include <string.h>

static int check(const char *text, enum cache_way way, struct err *e)
{
	AUTO(strs_release) struct strs list = {0};

	err_clear(e);
	strs_add(&list, str_of(text));
	return cache_flags_check(&list, way, e);
}

Test(cli_cache_flags, what_docker_takes)
{
	static const char *const both[] = {"host/app:cache", "a,b/c:d", "type=registry,ref=a/b:c",
		"TYPE=registry,REF=a", "type=gha", "type=gha,scope=x,mode=max",
		"type=s3,region=r,bucket=b,name=n", "type=azblob,account_url=u,name=n",
		"type=registry,ref=a,some-later-key=1", "\"type=registry\",\"ref=a\""};
	struct err e;

	for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
		cr_expect_eq(check(both[i], CACHE_FROM, &e), 0, "%s: %s", both[i], e.text);
		cr_expect_eq(check(both[i], CACHE_TO, &e), 0, "%s: %s", both[i], e.text);
	}
	cr_expect_eq(check("type=local,src=d", CACHE_FROM, &e), 0);
	cr_expect_eq(check("type=local,dest=d,mode=min,ignore-error=true", CACHE_TO, &e), 0);
	cr_expect_eq(check("type=inline", CACHE_TO, &e), 0);
}

Test(cli_cache_flags, what_could_never_work_is_named)
{
	static const struct {
		enum cache_way way;
		const char *text, *error, *hint;
	} rows[] = {
		{CACHE_FROM, "", "--cache-from is empty", ""},
		{CACHE_FROM, "type=registry", "needs ref=", "--cache-from type=registry\n"},
		{CACHE_FROM, "type=local,dest=d", "needs src=", "^"},
		{CACHE_TO, "type=local,src=d", "needs dest=", "^"},
		{CACHE_FROM, "type=inline", "comes with its image", "type=registry,ref=NAME"},
		{CACHE_TO, "type=registri,ref=a", "not `registri`", "did you mean `registry`?"},
		{CACHE_TO, "type=qqq", "not `qqq`", "--cache-to type=qqq\n                ^^^"},
		{CACHE_TO, "ref=a", "there is no type=", "^^^^^"},
		{CACHE_TO, "type=registry,ref", "`ref` has no value",
			"--cache-to type=registry,ref\n                         ^^^"},
		{CACHE_TO, "type=registry,ref=a,mode=some", "`mode` is min or max, not `some`",
			"^^^^"},
		{CACHE_TO, "type=gha,ignore-error=x1", "`ignore-error` is true or false", "^^"},
		{CACHE_TO, "type=registry,ref=UPPER case", "", "^"},
		{CACHE_FROM, "UPPER", "", "--cache-from UPPER\n             ^^^^^"},
		{CACHE_FROM, "a\"b", "", "^"},
	};
	struct err e;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(check(rows[i].text, rows[i].way, &e), -1, "%s", rows[i].text);
		cr_expect_eq(e.kind, ERR_USAGE, "%s", rows[i].text);
		cr_expect(strstr(e.text, rows[i].error), "%s: %s", rows[i].text, e.text);
		cr_expect(strstr(e.hint, rows[i].hint), "%s: %s", rows[i].text, e.hint);
	}
}
