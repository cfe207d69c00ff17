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
	AUTO(store_close) struct store store = STORE_NONE;
	AUTO(mem_release) char *path = mem_fmt("%s/%s", place.path, below);
	struct stat opened;
	struct stat wanted;

	cr_assert_eq(host_open_store(option, STORE_SHARED, &store, &e), 0, "%s", e.text);
	cr_assert_eq(fstat(store.root.fd, &opened), 0);
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
	AUTO(store_close) struct store store = STORE_NONE;
	struct stat st;

	set("LICHEN_STORE", "named");
	cr_assert_eq(host_open_store(NULL, STORE_SHARED, &store, &e), 0, "%s", e.text);
	cr_assert_eq(fstat(store.root.fd, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0700);
}

Test(cli_host, without_a_home_the_cure_is_named)
{
	AUTO(store_close) struct store store = STORE_NONE;

	cr_assert_eq(host_open_store(NULL, STORE_SHARED, &store, &e), -1);
	cr_assert_eq(e.kind, ERR_HOST);
	cr_assert(strstr(e.hint, "--store"));
}

Test(cli_host, the_platform_is_one_of_oci)
{
	cr_assert_eq(strncmp(host_platform(), "linux/", 6), 0);
}

Test(cli_host, a_store_that_cannot_be_is_named_with_its_cure)
{
	AUTO(store_close) struct store store = STORE_NONE;

	cr_assert_eq(host_open_store("/proc/nowhere", STORE_SHARED, &store, &e), -1);
	cr_assert_str_eq(e.during, "opening the store `/proc/nowhere`");
	cr_assert(strstr(e.hint, "--store"), "%s", e.hint);
}
