#include "cli/host.h"

#include <sys/stat.h>

#include "base/mem.h"
#include "capture.h"

static struct place place;
static struct err e;

static void begin(void)
{
	place_open(&place);
	unsetenv("LICHEN_STORE");
	unsetenv("XDG_DATA_HOME");
	unsetenv("HOME");
}

static void end(void)
{
	place_close(&place);
}

TestSuite(cli_host, .init = begin, .fini = end);

static void store_is(const char *option, const char *below)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;
	AUTO(mem_release) char *path = mem_fmt("%s/%s", place.path, below);
	struct stat opened;
	struct stat wanted;

	cr_assert_eq(host_store_dir(option, &dir, &e), 0, "%s", e.text);
	cr_assert_eq(fstat(dir.fd, &opened), 0);
	cr_assert_eq(stat(path, &wanted), 0, "%s", path);
	cr_assert_eq(opened.st_ino, wanted.st_ino, "%s", below);
}

static void set(const char *name, const char *below)
{
	AUTO(mem_release) char *path = mem_fmt("%s/%s", place.path, below);

	setenv(name, path, 1);
}

Test(cli_host, where_the_store_is)
{
	AUTO(mem_release) char *option = mem_fmt("%s/option", place.path);

	set("HOME", "home");
	store_is(NULL, "home/.local/share/lichen");
	setenv("XDG_DATA_HOME", "relative/is/ignored", 1);
	store_is(NULL, "home/.local/share/lichen");
	set("XDG_DATA_HOME", "data");
	store_is(NULL, "data/lichen");
	set("LICHEN_STORE", "named");
	store_is(NULL, "named");
	store_is(option, "option");
}

Test(cli_host, a_store_is_for_its_owner_alone)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;
	struct stat st;

	set("LICHEN_STORE", "named");
	cr_assert_eq(host_store_dir(NULL, &dir, &e), 0, "%s", e.text);
	cr_assert_eq(fstat(dir.fd, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0700);
}

Test(cli_host, without_a_home_the_cure_is_named)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;

	cr_assert_eq(host_store_dir(NULL, &dir, &e), -1);
	cr_assert_eq(e.kind, ERR_HOST);
	cr_assert(strstr(e.hint, "--store"));
}

static void split(const char *path, bool make, const char *want_name, const char *want_parent)
{
	AUTO(tree_close) struct tree parent = TREE_NONE;
	AUTO(mem_release) char *name = NULL;
	struct stat opened;
	struct stat wanted;

	cr_assert_eq(host_parent(path, make, &parent, &name, &e), 0, "%s: %s", path, e.text);
	cr_assert_str_eq(name, want_name);
	cr_assert(fstat(parent.fd, &opened) == 0 && stat(want_parent, &wanted) == 0);
	cr_assert_eq(opened.st_ino, wanted.st_ino, "%s", path);
}

Test(cli_host, a_path_becomes_its_parent_and_a_name)
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

Test(cli_host, a_result_file_is_written_whole_or_not_at_all)
{
	AUTO(mem_release) char *path = mem_fmt("%s/out", place.path);
	AUTO(mem_release) char *nowhere = mem_fmt("%s/not/there/out", place.path);
	AUTO(buf_release) struct buf text = {0};

	cr_assert_eq(host_write(path, STR("first, longer"), &e), 0, "%s", e.text);
	cr_assert_eq(host_write(path, STR("second"), &e), 0, "%s", e.text);
	cr_assert_eq(host_read(path, 100, &text, &e), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&text), "second");
	cr_assert_eq(host_write(nowhere, STR("x"), &e), -1);
	cr_assert(strstr(e.during, nowhere));
}

Test(cli_host, reading_has_a_limit_and_a_name)
{
	AUTO(mem_release) char *path = mem_fmt("%s/out", place.path);
	AUTO(buf_release) struct buf text = {0};

	place_file(&place, "out", "123456");
	cr_assert_eq(host_read(path, 5, &text, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
	cr_assert_eq(host_read("/not/there", 5, &text, &e), -1);
	cr_assert(strstr(e.text, "/not/there"));
}

Test(cli_host, the_opener_says_what_is_not_there)
{
	struct host_opener host = host_opener();
	int fd = -1;

	cr_assert_eq(host.open(host.context, "/not/there", &fd, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	cr_assert_eq(host.open(host.context, place.path, &fd, &e), 0, "%s", e.text);
	close(fd);
}

Test(cli_host, the_platform_is_one_of_oci)
{
	cr_assert_eq(strncmp(host_platform(), "linux/", 6), 0);
}
