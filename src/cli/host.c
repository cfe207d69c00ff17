/* host - what the environment says about this machine: the store and the platform. */
#include "cli/host.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/mem.h"

/* The text of the option or the environment; NULL: there is no home. The caller frees it. */
static char *store_path(const char *option)
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (!option)
		option = getenv("LICHEN_STORE");
	if (option && option[0])
		return mem_strdup(option);
	if (data && data[0] == '/')
		return mem_fmt("%s/lichen", data);
	return home && home[0] == '/' ? mem_fmt("%s/.local/share/lichen", home) : NULL;
}

int host_open_store(const char *option, enum store_lock lock, struct store *out, struct err *e)
{
	AUTO(mem_release) char *path = store_path(option);
	AUTO(tree_close) struct tree dir = TREE_NONE;

	if (!path)
		err_set(e, ERR_HOST, "there is no home directory for the store");
	else if (tree_make(path, 0700, &dir, e) == 0 && store_open(&dir, lock, out, e) == 0)
		return 0;
	else {
		e->during[0] = '\0'; /* said again, with the path */
		err_during(e, "opening the store `%s`", path);
	}
	return e->hint[0] ? -1 : err_hint(e, "name another: --store DIR, or set LICHEN_STORE");
}

bool host_find_store(const char *option, struct store *out)
{
	AUTO(mem_release) char *path = store_path(option);
	AUTO(tree_close) struct tree dir = TREE_NONE;
	struct err unused;

	*out = STORE_NONE;
	return path && tree_open(path, &dir, &unused) == 0 &&
	       store_open(&dir, STORE_SHARED, out, &unused) == 0;
}

const char *host_authorities(void)
{
	const char *file = getenv("SSL_CERT_FILE");

	return file && file[0] ? file : NULL;
}

const char *host_platform(void)
{
	static const struct {
		const char *machine, *platform;
	} known[] = {
		{"x86_64", "linux/amd64"},
		{"aarch64", "linux/arm64"},
		{"armv7l", "linux/arm/v7"},
		{"ppc64le", "linux/ppc64le"},
		{"s390x", "linux/s390x"},
		{"riscv64", "linux/riscv64"},
	};
	struct utsname name;

	if (uname(&name) == 0)
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (strcmp(name.machine, known[i].machine) == 0)
				return known[i].platform;
	return "linux/unknown";
}
