/* golden - Dockerfiles with the plan and the program they must become, as committed text.
 *
 * tests/golden/NAME.dockerfile with NAME.plan and NAME.program; NAME.options, when there, has one
 * option a line: arg K=V, label K=V, context N=V, target T, platform P, network none, base FILE
 * (the config of the plan's next image). LICHEN_GOLDEN names the directory; with LICHEN_GOLDEN_OUT
 * naming another, what was got is written there as well.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "support.h"

struct golden {
	const char *directory;
	struct str name;
	struct bound bound;
	struct buf texts[8];
	size_t bases;
	struct buf options;
};

static bool read_file(const struct golden *g, const char *end, struct buf *out)
{
	AUTO(mem_release)
	char *path = mem_fmt("%s/%.*s%s", g->directory, STR_FMT(g->name), end);
	FILE *f = fopen(path, "re");
	char block[4096];
	size_t n = 0;

	if (!f)
		return false;
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		buf_add(out, block, n);
	fclose(f);
	return true;
}

static void add_base(struct golden *g, struct str file)
{
	struct golden other = {.directory = g->directory, .name = file};
	struct buf *text = &g->texts[g->bases];

	cr_assert(read_file(&other, "", text), "%.*s", STR_FMT(file));
	g->bound.bases[g->bases++] = buf_cstr(text);
}

static void take_option(struct golden *g, struct str line)
{
	struct str key, value, name, rest;

	str_cut(line, ' ', &key, &value);
	str_cut(value, '=', &name, &rest);
	if (str_eq(key, STR("arg")))
		map_set(&g->bound.planned.args, name, rest);
	else if (str_eq(key, STR("label")))
		map_set(&g->bound.labels, name, rest);
	else if (str_eq(key, STR("context")))
		map_set(&g->bound.planned.contexts, name, rest);
	else if (str_eq(key, STR("target")))
		g->bound.planned.target = str_dup(value);
	else if (str_eq(key, STR("platform")))
		g->bound.planned.platform = str_dup(value);
	else if (str_eq(key, STR("network")))
		g->bound.request.network = NETWORK_NONE;
	else if (str_eq(key, STR("base")))
		add_base(g, value);
	else
		cr_assert_fail("option `%.*s`", STR_FMT(line));
}

static void compare(const struct golden *g, const char *end, struct buf *got)
{
	AUTO(buf_release) struct buf want = {0};
	const char *out = getenv("LICHEN_GOLDEN_OUT");

	if (out) {
		AUTO(mem_release) char *path = mem_fmt("%s/%.*s%s", out, STR_FMT(g->name), end);
		FILE *f = fopen(path, "we");

		cr_assert(f, "%s", path);
		fwrite(buf_cstr(got), 1, got->n, f);
		fclose(f);
	}
	cr_expect(read_file(g, end, &want), "%.*s%s is missing", STR_FMT(g->name), end);
	cr_expect_str_eq(buf_cstr(got), buf_cstr(&want), "%.*s%s\n--- got\n%s--- want\n%s",
		STR_FMT(g->name), end, buf_cstr(got), buf_cstr(&want));
}

static void golden_release(struct golden *g)
{
	free((char *)g->bound.planned.target);
	free((char *)g->bound.planned.platform);
	bound_release(&g->bound);
	for (size_t i = 0; i < sizeof g->texts / sizeof *g->texts; i++)
		buf_release(&g->texts[i]);
	buf_release(&g->options);
}

static void check(const char *directory, struct str name)
{
	AUTO(golden_release) struct golden g = {.directory = directory, .name = name};
	AUTO(buf_release) struct buf text = {0}, plan = {0}, program = {0};
	struct str line, rest;

	cr_assert(read_file(&g, ".dockerfile", &text));
	read_file(&g, ".options", &g.options);
	for (rest = buf_str(&g.options); rest.n > 0;) {
		str_cut(rest, '\n', &line, &rest);
		take_option(&g, line);
	}
	cr_assert_eq(bound_make(&g.bound, buf_cstr(&text)), 0, "%.*s: %s", STR_FMT(name),
		g.bound.planned.e.text);
	plan_dump(&g.bound.planned.plan, &plan);
	compare(&g, ".plan", &plan);
	program_dump(&g.bound.program, &program);
	compare(&g, ".program", &program);
}

static int is_case(const struct dirent *entry)
{
	return str_ends(str_of(entry->d_name), STR(".dockerfile"));
}

Test(plan_golden, dockerfiles_become_these_plans_and_programs)
{
	const char *directory = getenv("LICHEN_GOLDEN");
	struct dirent **cases = NULL;

	if (!directory)
		cr_skip_test("skipped: LICHEN_GOLDEN does not name tests/golden");
	int n = scandir(directory, &cases, is_case, alphasort);

	cr_assert_geq(n, 15, "%d cases in %s", n, directory);
	for (int i = 0; i < n; i++) {
		struct str file = str_of(cases[i]->d_name);

		check(directory, str_upto(file, file.n - STR(".dockerfile").n));
		free(cases[i]);
	}
	free(cases);
}
