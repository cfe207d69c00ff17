/* Any bytes to decompress: plain data passes, everything else ends in data or a named error. */
#include <assert.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "codec/zip.h"

enum { OUT_MAX = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct zip_reader *r = NULL;
	static char out[65536];
	size_t total = 0;
	struct err e = {0};
	ssize_t got = 1;
	int fd = memfd_create("zip", 0);

	assert(write(fd, bytes, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	assert(zip_reader_new(fd, &r, &e) == 0);
	while (got > 0 && total < OUT_MAX) {
		got = zip_read(r, out, sizeof out, &e);
		total += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		assert(e.kind == ERR_INVALID || e.kind == ERR_LIMIT);
	if (zip_reader_kind(r) == ZIP_NONE)
		assert(total == n);
	zip_reader_free(&r);
	close(fd);
	return 0;
}
