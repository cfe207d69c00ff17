/* packed - a small tar in memory, for the tests of contexts. */
#ifndef TEST_BUILD_PACKED_H
#define TEST_BUILD_PACKED_H

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "codec/tar.h"
#include "sys/fd.h"

struct packed_entry {
	const char *path;
	enum tar_type type;
	const char *text; /* of a file its bytes, of a link its target */
	uint32_t owner;
};

static inline int packed_write(void *context, const void *bytes, size_t n, struct err *e)
{
	return fd_write_full(*(int *)context, bytes, n, e);
}

/* A descriptor at the tar's start; ends with an entry without a path. */
static inline int packed(const struct packed_entry *entries)
{
	int fd = memfd_create("packed", MFD_CLOEXEC);
	struct zip_sink sink = {packed_write, &fd};
	struct tar_writer w;
	struct err e;
	int ok = 0;

	tar_writer_init(&w, &sink);
	for (; ok == 0 && entries->path; entries++) {
		bool file = entries->type == TAR_FILE;
		size_t n = file ? strlen(entries->text) : 0;
		struct tar_entry t = {.path = str_of(entries->path),
			.type = entries->type,
			.mode = entries->type == TAR_DIR ? 0755 : 0644,
			.uid = entries->owner,
			.gid = entries->owner,
			.size_bytes = n,
			.link = str_of(file ? NULL : entries->text)};

		ok = tar_write(&w, &t, &e) < 0 || tar_write_data(&w, entries->text, n, &e) < 0;
	}
	if (ok != 0 || tar_write_end(&w, &e) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		fd_close(&fd);
	tar_writer_release(&w);
	return fd;
}

#endif
