#include "build/inputs.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "place.h"
#include "sys/fd.h"

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
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;

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

Test(build_inputs, a_directory_stands_for_the_dockerfile_in_it)
{
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;
	AUTO(mem_release) char *directory = mem_fmt("%s/d", place.path);
	AUTO(mem_release) char *in_it = mem_fmt("%s/d/Containerfile", place.path);

	cr_assert_eq(mkdirat(place.dir.fd, "d", 0755), 0);
	cr_assert_eq(inputs_open(directory, place.path, &in, &e), -1);
	cr_assert_not_null(strstr(e.text, "there is no Dockerfile in `"), "%s", e.text);
	place_file(&place, "d/Containerfile", "inner");
	place_file(&place, "Dockerfile", "outer");
	opened(directory, in_it, "inner", "");
	place_file(&place, "d/Containerfile.dockerignore", "of it");
	opened(directory, in_it, "inner", "of it");
}

Test(build_inputs, the_ignore_file_of_the_command_line_is_the_one)
{
	AUTO(inputs_release) struct inputs in = INPUTS_NONE, none = INPUTS_NONE;

	place_file(&place, "Dockerfile", "one");
	place_file(&place, "Dockerfile.dockerignore", "of one");
	place_file(&place, "mine", "my own");
	in.ignorefile = mem_fmt("%s/mine", place.path);
	cr_assert_eq(inputs_open(NULL, place.path, &in, &e), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&in.ignore), "my own");
	cr_assert_str_eq(in.ignore_name, in.ignorefile);
	none.ignorefile = mem_fmt("%s/nothing", place.path);
	cr_assert_eq(inputs_open(NULL, place.path, &none, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
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

Test(build_inputs, an_errors_lines_are_those_of_its_own_file)
{
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;
	struct err of_file = {.file = "Dockerfile"}, of_ignore = {.file = ".dockerignore"};
	struct err of_none = {.file = ""}, of_other = {.file = "Dockerfile.other"};

	place_file(&place, "Dockerfile", "FROM scratch\n");
	place_file(&place, ".dockerignore", "a\n!\n");
	cr_assert_eq(inputs_open(NULL, place.path, &in, &e), 0, "%s", e.text);
	cr_expect(str_eq(inputs_text(&in, &of_file), STR("FROM scratch\n")));
	cr_expect(str_eq(inputs_text(&in, &of_ignore), STR("a\n!\n")));
	cr_expect_eq(inputs_text(&in, &of_none).n, 0);
	cr_expect_eq(inputs_text(&in, &of_other).n, 0);
	of_file.file[0] = '\0';
	inputs_release(&in);
	in = INPUTS_NONE;
	cr_expect_eq(inputs_text(&in, &of_file).n, 0);
}

Test(build_inputs, a_file_is_looked_for_in_the_context_too)
{
	place_file(&place, "only-in-the-context", "here");
	opened("only-in-the-context", "only-in-the-context", "here", "");
}

Test(build_inputs, what_is_not_there_or_not_a_directory_is_named)
{
	AUTO(inputs_release) struct inputs nowhere = INPUTS_NONE;
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;

	cr_assert_eq(inputs_open(NULL, "/nowhere/at/all", &nowhere, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(inputs_open(NULL, place.path, &in, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_str_eq(e.hint, "name it with -f PATH");
}

/* A Dockerfile that leads out of the context by a link is not read. */
Test(build_inputs, a_link_out_of_the_context_is_refused)
{
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;

	cr_assert_eq(symlinkat("/etc/passwd", place.dir.fd, "Dockerfile"), 0);
	cr_assert_eq(inputs_open(NULL, place.path, &in, &e), -1);
	cr_assert_eq(in.dockerfile.n, 0);
}

static void from_stdin(const char *bytes, size_t n)
{
	AUTO(fd_close) int fd = memfd_create("stdin", MFD_CLOEXEC);

	cr_assert_eq(fd_write_full(fd, bytes, n, &e), 0);
	cr_assert_eq(lseek(fd, 0, SEEK_SET), 0);
	cr_assert_geq(dup2(fd, STDIN_FILENO), 0);
}

Test(build_inputs, text_on_standard_input_is_the_dockerfile_of_an_empty_context)
{
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;
	char long_one[2000];

	memset(long_one, '#', sizeof long_one);
	from_stdin(long_one, sizeof long_one);
	cr_assert_eq(inputs_open(NULL, "-", &in, &e), 0, "%s", e.text);
	cr_assert_not(in.pending);
	cr_assert_lt(in.context.tree.fd, 0);
	cr_assert_eq(in.dockerfile.n, sizeof long_one);
	cr_assert_str_eq(in.dockerfile_name, "Dockerfile");
}

Test(build_inputs, an_archive_on_standard_input_waits_for_its_place)
{
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;

	from_stdin("\x1f\x8b\x08 and more", 12);
	cr_assert_eq(inputs_open(NULL, "-", &in, &e), 0, "%s", e.text);
	cr_assert(in.pending);
	cr_assert_not(inputs_peek_needs_store(&in));
	cr_assert_eq(inputs_peek(&in, NULL, &e), -1, "it is no archive after all");
	cr_assert_eq(e.kind, ERR_INVALID);
}

Test(build_inputs, standard_input_is_one_thing_only)
{
	static const struct {
		const char *file, *bytes, *words;
	} rows[] = {
		{"-", "FROM scratch", "cannot be both"},
		{"x", "FROM scratch", "-f names another"},
		{NULL, "", "empty"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(inputs_release) struct inputs in = INPUTS_NONE;

		from_stdin(rows[i].bytes, strlen(rows[i].bytes));
		cr_assert_eq(inputs_open(rows[i].file, "-", &in, &e), -1);
		cr_assert(strstr(e.text, rows[i].words), "%s", e.text);
	}
}

/* What is called like the Dockerfile of standard input is not its ignore file. */
Test(build_inputs, the_dockerfile_of_standard_input_has_the_contexts_ignore_file)
{
	AUTO(inputs_release) struct inputs in = INPUTS_NONE;

	place_file(&place, ".dockerignore", "general");
	place_file(&place, "Dockerfile.dockerignore", "of another");
	from_stdin("FROM scratch", 12);
	cr_assert_eq(inputs_open("-", place.path, &in, &e), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&in.dockerfile), "FROM scratch");
	cr_assert_str_eq(buf_cstr(&in.ignore), "general");
}
