/* golden - keys and sandboxes of whole Dockerfiles as committed text.
 *
 * tests/golden/steps/NAME.dockerfile with NAME.keys and NAME.sandbox. What can be built is built
 * first, so that as many keys as possible are known. A key that changes means that every cache in
 * the world is worthless: the version in the key says so, too. LICHEN_GOLDEN names tests/golden;
 * with LICHEN_GOLDEN_OUT naming another directory, what was got is written there.
 */
#include "base/mem.h"
#include "driven.h"

static int compare(const char *name, const char *end, struct buf *got)
{
	AUTO(buf_release) struct buf want = {0};
	AUTO(mem_release)
	char *path = mem_fmt("%s/steps/%s.%s", getenv("LICHEN_GOLDEN"), name, end);
	const char *out = getenv("LICHEN_GOLDEN_OUT");
	struct err e;

	if (out) {
		AUTO(mem_release) char *to = mem_fmt("%s/%s.%s", out, name, end);

		CHECK_OK(paths_write(to, buf_str(got), &e));
	}
	CHECK_OK(paths_read(path, 1 << 20, &want, &e));
	if (strcmp(buf_cstr(got), buf_cstr(&want)) == 0)
		return 0;
	fprintf(stderr, "%s\n--- got\n%s--- want\n%s", path, buf_cstr(got), buf_cstr(&want));
	return 1;
}

static int check(struct bench *b, const char *name)
{
	AUTO(driven_release) struct driven d;
	AUTO(buf_release) struct buf dockerfile = {0};
	AUTO(mem_release)
	char *path = mem_fmt("%s/steps/%s.dockerfile", getenv("LICHEN_GOLDEN"), name);
	struct err e;

	CHECK_OK(paths_read(path, 1 << 20, &dockerfile, &e));
	driven_init(&d, b);
	d.request.plan.platform = "linux/amd64";
	CHECK(driven_file(b, "a", "content of a\n") == 0 && driven_file(b, "b", "b\n") == 0);
	CHECK(driven_run(&d, b, buf_cstr(&dockerfile), &e) == -1); /* there is nothing to run */
	d.request.dump = DUMP_KEYS;
	CHECK_OK(driven_run(&d, b, buf_cstr(&dockerfile), &e));
	int keys = compare(name, "keys", &d.result.dumped);

	d.request.dump = DUMP_SANDBOX;
	CHECK_OK(driven_run(&d, b, buf_cstr(&dockerfile), &e));
	return compare(name, "sandbox", &d.result.dumped) || keys;
}

INSIDE(build_golden, files)
{
	return getenv("LICHEN_GOLDEN") ? check(b, "files") : NEEDS_GOLDEN;
}

INSIDE(build_golden, run)
{
	return getenv("LICHEN_GOLDEN") ? check(b, "run") : NEEDS_GOLDEN;
}
