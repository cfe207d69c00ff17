#include "build/paths.h"

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

TestSuite(build_paths, .init = begin, .fini = end);

static void split(const char *path, bool make, const char *want_name, const char *want_parent)
{
	AUTO(tree_close) struct tree parent = TREE_NONE;
	AUTO(mem_release) char *name = NULL;
	struct stat opened;
	struct stat wanted;

	cr_assert_eq(paths_parent(path, make, &parent, &name, &e), 0, "%s: %s", path, e.text);
	cr_assert_str_eq(name, want_name);
	cr_assert(fstat(parent.fd, &opened) == 0 && stat(want_parent, &wanted) == 0);
	cr_assert_eq(opened.st_ino, wanted.st_ino, "%s", path);
}

Test(build_paths, a_path_becomes_its_parent_and_a_name)
{
	cr_assert_eq(chdir(place.path), 0);
	split("x", false, "x", ".");
	split("./x//", false, "x", ".");
	split("/x", false, "x", "/");
	split("/", false, ".", "/");
	split(".", false, ".", ".");
	split("new/deep/x", true, "x", "new/deep");
	split("new/deep", false, "deep", "new");
}

Test(build_paths, a_result_file_is_written_whole_or_not_at_all)
{
	AUTO(mem_release) char *path = mem_fmt("%s/out", place.path);
	AUTO(mem_release) char *nowhere = mem_fmt("%s/not/there/out", place.path);
	AUTO(buf_release) struct buf text = {0};

	cr_assert_eq(paths_write(path, STR("first, longer"), &e), 0, "%s", e.text);
	cr_assert_eq(paths_write(path, STR("second"), &e), 0, "%s", e.text);
	cr_assert_eq(paths_read(path, 100, &text, &e), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&text), "second");
	cr_assert_eq(paths_write(nowhere, STR("x"), &e), -1);
	cr_assert(strstr(e.during, nowhere));
}

Test(build_paths, reading_has_a_limit_and_a_name)
{
	AUTO(mem_release) char *path = mem_fmt("%s/out", place.path);
	AUTO(buf_release) struct buf text = {0};

	place_file(&place, "out", "123456");
	cr_assert_eq(paths_read(path, 5, &text, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_eq(paths_read("/not/there", 5, &text, &e), -1);
	cr_assert(strstr(e.text, "/not/there"));
}

Test(build_paths, the_opener_says_what_is_not_there)
{
	struct host_opener host = paths_opener();
	int fd = -1;

	cr_assert_eq(host.open(host.context, "/not/there", &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(host.open(host.context, place.path, &fd, &e), 0, "%s", e.text);
	close(fd);
}
