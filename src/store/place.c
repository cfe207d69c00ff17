/* place - where each thing stands in the store: paths made of our own hex, and listings. */
#include "store/place.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "sys/fd.h"

struct place place_of(const char *directory, const struct digest *d, const char *suffix)
{
	struct place p;
	int n = snprintf(p.path, sizeof p.path, "%s/%s%s", directory, digest_hex(d).text, suffix);

	assert(d->algorithm != DIGEST_NONE && (size_t)n < sizeof p.path);
	return p;
}

struct place place_of_blob(const struct digest *d)
{
	return place_of(d->algorithm == DIGEST_SHA512 ? "blobs/sha512" : "blobs/sha256", d, "");
}

bool place_digest(struct str hex, struct digest *out)
{
	char text[DIGEST_TEXT_BYTES + 1];
	struct err ignored;
	int n = snprintf(
		text, sizeof text, "%s:%.*s", hex.n == 128 ? "sha512" : "sha256", STR_FMT(hex));

	return n > 0 && (size_t)n < sizeof text && digest_parse(str_of(text), out, &ignored) == 0;
}

static void close_listing(DIR **d)
{
	if (*d)
		closedir(*d);
	*d = NULL;
}

int place_list(const struct store *s, const char *directory, struct strs *out, struct err *e)
{
	AUTO(fd_close)
	int fd = openat(s->root.fd, directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	AUTO(close_listing) DIR *listing = fd < 0 ? NULL : fdopendir(fd);

	if (!listing)
		return err_sys(e, "cannot list `%s` of the store", directory);
	fd_take(&fd);
	errno = 0;
	for (const struct dirent *entry; (entry = readdir(listing)) != NULL; errno = 0)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			strs_add(out, str_of(entry->d_name));
	if (errno)
		return err_sys(e, "cannot list `%s` of the store", directory);
	strs_sort(out);
	return 0;
}
