#include "cli/secrets.h"

#include "base/mem.h"
#include "capture.h"

static struct place place;
static struct secrets got;
static struct err e;

static void begin(void)
{
	place_open(&place);
	unsetenv("LICHEN_TEST_SECRET");
}

static void end(void)
{
	secrets_release(&got);
	place_close(&place);
}

TestSuite(cli_secrets, .init = begin, .fini = end);

static int read_option(const char *option)
{
	AUTO(strs_release) struct strs options = {0};

	strs_add(&options, str_of(option));
	return secrets_read(&options, &got, &e);
}

static void is(const char *id, const char *value)
{
	cr_assert_eq(got.n, 1);
	cr_assert(str_eq(got.p[0].id, str_of(id)));
	cr_assert(str_eq(got.p[0].value, str_of(value)), "%.*s", STR_FMT(got.p[0].value));
}

static char *file_with(const char *text)
{
	char *path = mem_fmt("%s/secret", place.path);
	FILE *f = fopen(path, "w");

	cr_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
	return path;
}

Test(cli_secrets, from_a_file_with_its_newline)
{
	AUTO(mem_release) char *path = file_with("hush\n");
	AUTO(mem_release) char *option = mem_fmt("id=k,src=%s", path);

	cr_assert_eq(read_option(option), 0, "%s", e.text);
	is("k", "hush\n");
}

Test(cli_secrets, an_empty_file_is_an_empty_secret)
{
	AUTO(mem_release) char *path = file_with("");
	AUTO(mem_release) char *option = mem_fmt("type=file,id=k,source=%s", path);

	cr_assert_eq(read_option(option), 0, "%s", e.text);
	is("k", "");
}

Test(cli_secrets, from_a_variable)
{
	setenv("LICHEN_TEST_SECRET", "hush", 1);
	cr_assert_eq(read_option("id=k,env=LICHEN_TEST_SECRET"), 0, "%s", e.text);
	is("k", "hush");
}

Test(cli_secrets, type_env_makes_src_a_variable)
{
	setenv("LICHEN_TEST_SECRET", "hush", 1);
	cr_assert_eq(read_option("id=k,type=env,src=LICHEN_TEST_SECRET"), 0, "%s", e.text);
	is("k", "hush");
}

Test(cli_secrets, an_id_alone_is_a_variable_first)
{
	setenv("LICHEN_TEST_SECRET", "hush", 1);
	cr_assert_eq(read_option("id=LICHEN_TEST_SECRET"), 0, "%s", e.text);
	is("LICHEN_TEST_SECRET", "hush");
}

Test(cli_secrets, an_id_alone_is_a_file_otherwise)
{
	cr_assert_eq(read_option("id=/not/there"), -1);
	cr_assert(strstr(e.text, "/not/there"));
	cr_assert(strstr(e.during, "/not/there"));
}

Test(cli_secrets, too_long)
{
	AUTO(buf_release) struct buf text = {0};

	for (int i = 0; i <= SECRET_BYTES_MAX; i++)
		buf_char(&text, 'x');
	AUTO(mem_release) char *path = file_with(buf_cstr(&text));
	AUTO(mem_release) char *option = mem_fmt("id=k,src=%s", path);

	cr_assert_eq(read_option(option), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	setenv("LICHEN_TEST_SECRET", buf_cstr(&text), 1);
	cr_assert_eq(read_option("id=k,env=LICHEN_TEST_SECRET"), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert(!strstr(e.text, "xxx"));
}

Test(cli_secrets, what_is_no_secret_is_refused)
{
	static const char *const wrong[] = {"", "src=/dev/null", "id=", "id=k,what=x",
		"id=k,src=a,env=b", "id=k,type=memory", "\"", "id=k,env=LICHEN_TEST_SECRET"};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		cr_assert_eq(read_option(wrong[i]), -1, "%s", wrong[i]);
		cr_assert(e.kind == ERR_USAGE || e.kind == ERR_NOT_FOUND, "%s", wrong[i]);
	}
}
