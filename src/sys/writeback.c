/* writeback - how much the kernel still has to write to disk. */
#include "sys/writeback.h"

#include <stdlib.h>
#include <string.h>

#include "sys/procfile.h"

enum { MEMINFO_BYTES = 4096, KIB = 1024 };

static uint64_t field_bytes(const char *meminfo, const char *name)
{
	const char *at = strstr(meminfo, name);

	return at ? strtoull(at + strlen(name), NULL, 10) * KIB : 0;
}

uint64_t writeback_parse(const char *meminfo)
{
	return field_bytes(meminfo, "Dirty:") + field_bytes(meminfo, "Writeback:");
}

uint64_t writeback_waiting_bytes(void)
{
	char text[MEMINFO_BYTES];

	return writeback_parse(procfile_read("/proc/meminfo", text, sizeof text));
}
