#include "driven.h"

INSIDE(build_source, the_context_without_what_is_ignored)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	d.request.ignore = STR("secret\n");
	CHECK(driven_file(b, "secret", "x") == 0 && driven_file(b, "open", "x") == 0);
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY open /\n", &e));
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY secret /\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	return 0;
}

INSIDE(build_source, no_context_is_an_empty_one)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	d.request.context = TREE_NONE;
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY <<x /x\ny\nx\n", &e));
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY x /\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND && strstr(e.hint, "the context is empty"));
	return 0;
}

INSIDE(build_source, what_a_source_counts_from_is_said)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	d.request.context_name = "the/context";
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY quitedifferent /\n", &e) == -1);
	CHECK(strstr(e.hint, "the root of the build context `the/context`"));
	CHECK(driven_run(&d, b,
		      "FROM scratch AS s\nCOPY <<x /x\nx\nFROM scratch\n"
		      "COPY --from=s /quitedifferent /\n",
		      &e) == -1);
	CHECK(strstr(e.hint, "the root of `s`"));
	CHECK(driven_file(b, "near", "x") == 0);
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY neat /\n", &e) == -1);
	CHECK(strcmp(e.hint, "did you mean `near`?") == 0);
	return 0;
}

/* A named directory has its own ignore file, and is opened by the request's opener alone. */
INSIDE(build_source, a_named_directory)
{
	AUTO(driven_release) struct driven d;
	AUTO(tree_close) struct tree named = TREE_NONE;
	char path[64];
	struct err e;

	driven_init(&d, b);
	CHECK_OK(tree_make_at(&b->dir, "named", 0755, &named, &e));
	CHECK(driven_file(b, "named/file", "x") == 0 && driven_file(b, "named/not", "x") == 0);
	CHECK(driven_file(b, "named/.dockerignore", "not\n") == 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", named.fd);
	map_set(&d.contexts, STR("other"), str_of(path));
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY --from=other file /\n", &e));
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY --from=other not /\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	map_set(&d.contexts, STR("other"), STR("/not/there"));
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY --from=other file /\n", &e) == -1);
	CHECK(strstr(e.text, "/not/there"));
	return 0;
}

/* Its files are the first layer, and its ignore file holds. */
INSIDE(build_source, a_named_directory_below_from)
{
	AUTO(driven_release) struct driven d;
	AUTO(tree_close) struct tree named = TREE_NONE;
	char path[64];
	struct err e;

	driven_init(&d, b);
	CHECK_OK(tree_make_at(&b->dir, "named", 0755, &named, &e));
	CHECK(driven_file(b, "named/file", "x") == 0 && driven_file(b, "named/not", "x") == 0);
	CHECK(driven_file(b, "named/.dockerignore", "not\n") == 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", named.fd);
	map_set(&d.contexts, STR("base"), str_of(path));
	CHECK_OK(driven_run(&d, b, "FROM base AS s\nFROM scratch\nCOPY --from=s file /\n", &e));
	CHECK(d.result.steps_run == 2);
	CHECK(driven_run(&d, b, "FROM base AS s\nFROM scratch\nCOPY --from=s not /\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	return 0;
}

INSIDE(build_source, an_image_of_the_store)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	strs_add(&d.tags, STR("docker.io/library/base:latest"));
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY <<x /x\nfrom the base\nx\n", &e));
	strs_release(&d.tags);
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY --from=base /x /y\n", &e));
	CHECK(driven_run(&d, b, "FROM scratch\nCOPY --from=base /z /y\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND);
	return 0;
}
