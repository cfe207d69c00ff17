/* snap - unpacked layers, in the form overlay reads, named by diff id. */
#include "store/snap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "store/object.h"
#include "store/place.h"

static struct place place_of_layer(const struct digest *diff_id)
{
	return place_of("layers", diff_id, "");
}

/* The layer's own directory goes into one of ours, so that stamp and content move as one. */
static int wrap(const struct txn *t, const char *name, char around[TMP_NAME_BYTES], struct err *e)
{
	char inside[TMP_NAME_BYTES + 8];

	if (tmp_name(around, e) < 0)
		return -1;
	if (mkdirat(t->dir.fd, around, 0700) < 0)
		return err_sys(e, "cannot store a layer");
	snprintf(inside, sizeof inside, "%s/root", around);
	return tree_rename(&t->dir, name, &t->dir, inside, e);
}

int snap_commit(struct txn *t, const char *name, const struct digest *diff_id, uint64_t disk_bytes,
	struct err *e)
{
	char around[TMP_NAME_BYTES];
	struct place to = place_of_layer(diff_id);

	if (object_has(t->store, &to))
		return 0; /* the same content; what was made goes with the transaction */
	if (wrap(t, name, around, e) < 0 || object_commit(t, around, &to, disk_bytes, e) < 0) {
		err_during(e, "storing the layer %s", digest_text(diff_id).text);
		return store_failed(e);
	}
	return 0;
}

int snap_open(const struct store *s, const struct digest *diff_id, int *fd, struct err *e)
{
	struct place at = place_of_layer(diff_id);
	char path[sizeof at.path + 8];

	if (!object_has(s, &at))
		return object_not_found(s, &at, "layer", diff_id, e);
	snprintf(path, sizeof path, "%s/root", at.path);
	*fd = openat(s->root.fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return object_lost(s, &at, "layer", diff_id, e);
	if (*fd < 0)
		return err_sys(e, "cannot open the layer %s", digest_text(diff_id).text);
	return 0;
}

bool snap_has(const struct store *s, const struct digest *diff_id)
{
	struct place at = place_of_layer(diff_id);

	return object_has(s, &at);
}

uint64_t snap_disk_bytes(const struct store *s, const struct digest *diff_id)
{
	struct place at = place_of_layer(diff_id);
	struct stamp stamp;

	return object_stamp(s, &at, &stamp) ? stamp.disk_bytes : 0;
}
