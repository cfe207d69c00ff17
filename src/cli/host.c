/* host - what the environment says about this machine: the store and the platform. */
#include "cli/host.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/mem.h"

int host_store_dir(const char *option, struct tree *out, struct err *e)
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	AUTO(mem_release) char *path = NULL;

	if (!option)
		option = getenv("LICHEN_STORE");
	if (option && option[0])
		path = mem_strdup(option);
	else if (data && data[0] == '/')
		path = mem_fmt("%s/lichen", data);
	else if (home && home[0] == '/')
		path = mem_fmt("%s/.local/share/lichen", home);
	if (!path) {
		err_set(e, ERR_HOST, "there is no home directory for the store");
		return err_hint(e, "name one: --store DIR, or set LICHEN_STORE");
	}
	return tree_make(path, 0700, out, e) < 0 ? err_during(e, "opening the store `%s`", path)
						 : 0;
}

int host_open_store(const char *option, enum store_lock lock, struct store *out, struct err *e)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;

	if (host_store_dir(option, &dir, e) < 0)
		return -1;
	return store_open(&dir, lock, out, e);
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
