#include "checked.h"
#include "driven.h"

/* An image as a layout `layout` and an archive `archive` in the bench's directory. */
static int make_images(struct driven *d, struct bench *b)
{
	const struct output outputs[] = {
		{.kind = OUTPUT_OCI, .directory = true, .name = "layout", .parent = b->dir},
		{.kind = OUTPUT_OCI, .name = "archive", .parent = b->dir},
	};
	struct err e;

	driven_init(d, b);
	d->request.outputs = outputs;
	d->request.outputs_n = 2;
	strs_add(&d->tags, STR("docker.io/library/made:1"));
	CHECK_OK(driven_run(d, b, "FROM scratch\nCOPY <<x /x\ntext\nx\nENV A=1\n", &e));
	d->request.outputs_n = 0;
	strs_release(&d->tags);
	return 0;
}

INSIDE(build_pin, every_kind_of_source)
{
	static const char *const schemes[] = {
		"oci-layout://%s/layout", "oci-layout://%s/layout:1", "oci-archive://%s/archive"};
	AUTO(driven_release) struct driven d;
	struct err e;

	CHECK(make_images(&d, b) == 0);
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		char dir[64];
		char source[128];

		snprintf(dir, sizeof dir, "/proc/self/fd/%d", b->dir.fd);
		snprintf(source, sizeof source, schemes[i], dir);
		map_set(&d.contexts, STR("base"), str_of(source));
		CHECK_OK(driven_run(&d, b, "FROM base\nCOPY --from=base /x /$A\n", &e));
		CHECK(strcmp(buf_cstr(&d.names), " 2/2 COPY --from=base /x /$A\n") == 0 ||
			d.result.steps_cached == 1);
	}
	map_set(&d.contexts, STR("base"), STR("docker-image://made:1"));
	CHECK_OK(driven_run(&d, b, "FROM base\nCOPY --from=base /x /$A\n", &e));
	CHECK(d.result.steps_cached == 1);
	return 0;
}

/* What a check finds in a file on base, which may set A and D. */
static void check_rules(const struct store *store, const char *base, char found[1024])
{
	AUTO(buf_release) struct buf text = {0};
	AUTO(checked_release) struct checked c = {0};
	struct err e;

	buf_fmt(&text, "FROM %s\nENV B=$A C=$D\n", base);
	struct check_request request = checked_request(buf_cstr(&text), "");
	request.store = store;
	if (check_read(&request, &c, &e) < 0)
		snprintf(found, 1024, "%s", e.text);
	else
		checked_rules(&c, found);
}

INSIDE(build_pin, a_check_looks_at_what_the_store_has)
{
	AUTO(driven_release) struct driven d;
	char found[1024];
	struct err e;

	driven_init(&d, b);
	strs_add(&d.tags, STR("docker.io/library/base:1"));
	CHECK_OK(driven_run(&d, b, "FROM scratch\nENV A=1\nONBUILD ENV D=$A\n", &e));
	check_rules(&b->store, "base:1", found);
	CHECK(strcmp(found, "") == 0);
	check_rules(&b->store, "base:2", found);
	CHECK(strcmp(found, "2:UndefinedVar 2:UndefinedVar ") == 0);
	check_rules(NULL, "base:1", found);
	CHECK(strcmp(found, "2:UndefinedVar 2:UndefinedVar ") == 0);
	return 0;
}

INSIDE(build_pin, an_image_that_is_nowhere_is_named_with_the_ways_to_have_one)
{
	AUTO(driven_release) struct driven d;
	struct err e;

	driven_init(&d, b);
	CHECK(driven_run(&d, b, "ARG X\nFROM nowhere:5\n", &e) == -1);
	CHECK(e.kind == ERR_NOT_FOUND && e.span.line == 2);
	CHECK(strstr(e.text, "nowhere:5") && strstr(e.hint, "oci-layout"));
	map_set(&d.contexts, STR("base"), STR("oci-layout:///not/there"));
	CHECK(driven_run(&d, b, "FROM base\n", &e) == -1);
	CHECK(strstr(e.text, "/not/there") && strstr(e.during, "base"));
	return 0;
}
