#include "plan/names.h"

#include <criterion/criterion.h>

struct fixture {
	struct arena arena;
	struct plan_names names;
	struct map contexts;
	struct err e;
};

static void fixture_release(struct fixture *f)
{
	names_release(&f->names);
	map_release(&f->contexts);
	arena_release(&f->arena);
}

static size_t stage(const struct fixture *f, const char *name, size_t before)
{
	size_t found = 99;

	return names_stage(&f->names, str_of(name), before, &found) ? found : 99;
}

Test(plan_names, the_last_stage_of_a_name_that_stands_above)
{
	AUTO(fixture_release) struct fixture f = {.names.arena = &f.arena};

	names_declare(&f.names, STR("a"));
	names_declare(&f.names, STR(""));
	names_declare(&f.names, STR("a"));
	names_declare(&f.names, STR("b"));
	names_declare(&f.names, STR("a"));
	cr_expect_eq(stage(&f, "A", 5), 4);
	cr_expect_eq(stage(&f, "a", 4), 2);
	cr_expect_eq(stage(&f, "a", 1), 0);
	cr_expect_eq(stage(&f, "b", 1), 3, "none above: the one there is");
	cr_expect_eq(stage(&f, "c", 5), 99);
	cr_expect_eq(stage(&f, "", 5), 99);
}

static void expect_outside(
	struct fixture *f, const char *name, enum meaning_kind kind, const char *source)
{
	struct meaning m = {0};

	cr_assert_eq(names_outside(&f->names, str_of(name), STR("linux/amd64"), &m, &f->e), 0,
		"%s: %s", name, f->e.text);
	cr_expect_eq(m.kind, kind, "%s", name);
	cr_expect(str_eq(m.source, str_of(source)), "%s is %.*s", name, STR_FMT(m.source));
}

Test(plan_names, outside)
{
	AUTO(fixture_release) struct fixture f = {.names.arena = &f.arena};

	map_set(&f.contexts, STR("files"), STR("../dir"));
	map_set(&f.contexts, STR("docker.io/library/alpine::linux/amd64"),
		STR("oci-layout://l:v@x"));
	map_set(&f.contexts, STR("debian:12"), STR("oci-archive:///d.tar"));
	map_set(&f.contexts, STR("tar"), STR("https://h/x.tar"));
	map_set(&f.contexts, STR("repository"), STR("git@h:x"));
	map_set(&f.contexts, STR("scratch"), STR("never"));
	map_set(&f.contexts, STR("context"), STR("never"));
	cr_assert_eq(names_add_contexts(&f.names, &f.contexts, &f.e), 0, "%s", f.e.text);
	expect_outside(&f, "scratch", MEANS_SCRATCH, "");
	expect_outside(&f, "context", MEANS_IMAGE, "docker-image:docker.io/library/context:latest");
	expect_outside(&f, "files", MEANS_DIRECTORY, "../dir");
	expect_outside(&f, "tar", MEANS_DIRECTORY, "https://h/x.tar");
	expect_outside(&f, "repository", MEANS_DIRECTORY, "git@h:x");
	expect_outside(&f, "alpine:latest", MEANS_IMAGE, "oci-layout:l:v@x");
	expect_outside(&f, "debian:12", MEANS_IMAGE, "oci-archive:/d.tar");
	expect_outside(&f, "debian", MEANS_IMAGE, "docker-image:docker.io/library/debian:latest");
	expect_outside(&f, "oci-archive:a.tar:t", MEANS_IMAGE, "oci-archive:a.tar:t");
}

Test(plan_names, refusals)
{
	static const char *const values[] = {
		"s3://h/x", "file:///x", "target:a", "input:a", "docker://h"};
	struct meaning m = {0};

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		AUTO(fixture_release) struct fixture f = {.names.arena = &f.arena};

		map_set(&f.contexts, STR("x"), str_of(values[i]));
		cr_assert_eq(names_add_contexts(&f.names, &f.contexts, &f.e), 0);
		cr_expect_eq(names_outside(&f.names, STR("x"), STR("linux/amd64"), &m, &f.e), -1);
		cr_expect_eq(f.e.kind, ERR_UNSUPPORTED, "%s", values[i]);
	}
}

Test(plan_names, what_is_no_name)
{
	AUTO(fixture_release) struct fixture f = {.names.arena = &f.arena};
	struct meaning m = {0};

	cr_expect_eq(names_outside(&f.names, STR("Not A Name"), STR(""), &m, &f.e), -1);
	cr_expect_eq(f.e.kind, ERR_SYNTAX);
	map_set(&f.contexts, STR("x"), STR(""));
	cr_expect_eq(names_add_contexts(&f.names, &f.contexts, &f.e), -1, "no value");
	cr_expect_eq(f.e.kind, ERR_USAGE);
}
