/* boot - which run of the kernel this is, and how long it has been running. */
#include "sys/boot.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>

#include "sys/fd.h"

bool boot_id_valid(struct str text)
{
	if (text.n != BOOT_ID_BYTES - 1)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!memchr("0123456789abcdef-", text.p[i], 17))
			return false;
	return true;
}

int boot_id(char out[BOOT_ID_BYTES], struct err *e)
{
	static const char path[] = "/proc/sys/kernel/random/boot_id";
	AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);

	memset(out, 0, BOOT_ID_BYTES);
	if (fd < 0 || fd_read_full(fd, out, BOOT_ID_BYTES - 1) < 0) {
		err_sys(e, "cannot read `%s`", path);
		e->kind = ERR_HOST;
		return err_hint(e, "/proc must be mounted");
	}
	if (!boot_id_valid(str_of(out)))
		return err_set(e, ERR_HOST, "`%s` does not hold a boot id", path);
	return 0;
}

uint64_t boot_clock_ns(void)
{
	struct timespec now;
	int ok = clock_gettime(CLOCK_MONOTONIC, &now);

	assert(ok == 0);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
