#include "build/inputs.h"

#include "base/mem.h"
#include "place.h"

static struct place place;
static struct err e;

static void begin(void)
{
	place_open(&place);
}

static void end(void)
{
	place_close(&place);
}

TestSuite(build_inputs, .init = begin, .fini = end);

static void opened(const char *file, const char *name, const char *bytes, const char *ignore)
{
	AUTO(inputs_release) struct inputs in = {.context = TREE_NONE};

	cr_assert_eq(inputs_open(file, place.path, &in, &e), 0, "%s", e.text);
	cr_assert_str_eq(in.dockerfile_name, name);
	cr_assert_str_eq(buf_cstr(&in.dockerfile), bytes);
	cr_assert_str_eq(buf_cstr(&in.ignore), ignore);
}

Test(build_inputs, the_usual_names_in_their_order)
{
	place_file(&place, "Containerfile", "three");
	opened(NULL, "Containerfile", "three", "");
	place_file(&place, "dockerfile", "two");
	opened(NULL, "dockerfile", "two", "");
	place_file(&place, "Dockerfile", "one");
	opened(NULL, "Dockerfile", "one", "");
}

Test(build_inputs, its_own_ignore_file_wins_entirely)
{
	AUTO(mem_release) char *named = mem_fmt("%s/x", place.path);

	place_file(&place, "Dockerfile", "one");
	place_file(&place, "x", "named");
	place_file(&place, ".dockerignore", "general");
	opened(NULL, "Dockerfile", "one", "general");
	opened(named, named, "named", "general");
	place_file(&place, "x.dockerignore", "of x");
	opened(named, named, "named", "of x");
	opened(NULL, "Dockerfile", "one", "general");
	place_file(&place, "Dockerfile.dockerignore", "of one");
	opened(NULL, "Dockerfile", "one", "of one");
}

Test(build_inputs, a_file_is_looked_for_in_the_context_too)
{
	place_file(&place, "only-in-the-context", "here");
	opened("only-in-the-context", "only-in-the-context", "here", "");
}

Test(build_inputs, what_is_not_there_or_not_a_directory_is_named)
{
	static const struct {
		const char *context;
		enum err_kind kind;
	} rows[] = {
		{"-", ERR_UNSUPPORTED},
		{"https://example.org/x.git", ERR_UNSUPPORTED},
		{"git@example.org:x", ERR_UNSUPPORTED},
		{"/nowhere/at/all", ERR_NOT_FOUND},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(inputs_release) struct inputs in = {.context = TREE_NONE};

		cr_assert_eq(inputs_open(NULL, rows[i].context, &in, &e), -1);
		cr_assert_eq(e.kind, rows[i].kind, "%s: %s", rows[i].context, e.text);
	}
	AUTO(inputs_release) struct inputs in = {.context = TREE_NONE};

	cr_assert_eq(inputs_open(NULL, place.path, &in, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_str_eq(e.hint, "name it with -f PATH");
}

/* A Dockerfile that leads out of the context by a link is not read. */
Test(build_inputs, a_link_out_of_the_context_is_refused)
{
	AUTO(inputs_release) struct inputs in = {.context = TREE_NONE};

	cr_assert_eq(symlinkat("/etc/passwd", place.dir.fd, "Dockerfile"), 0);
	cr_assert_eq(inputs_open(NULL, place.path, &in, &e), -1);
	cr_assert_eq(in.dockerfile.n, 0);
}
