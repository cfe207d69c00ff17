/* pin - every outside image of a plan becomes a config and layers that the store holds. */
#include "build/pin.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"
#include "build/import.h"
#include "codec/ref.h"
#include "remote/archive.h"
#include "remote/layout.h"
#include "store/blob.h"
#include "store/names.h"
#include "store/snap.h"
#include "store/txn.h"
#include "sys/fd.h"

enum { CONFIG_BYTES = 4 << 20 };

/* What one kind of source needs to become a config. */
struct pinning {
	const struct store *store;
	const struct plan_image *image;
	const struct build_request *request;
	struct str where; /* the source without its scheme */
	struct config *out;
};

static int from_layout_dir(
	const struct pinning *p, const struct tree *dir, struct str tag, struct err *e)
{
	AUTO(layout_close) struct layout layout = {.dir = {-1}};
	struct import_choice choice = {
		.tag = tag,
		.platform = p->image->platform,
		.jobs = p->request->jobs,
		.cancel_fd = p->request->cancel_fd,
	};

	if (layout_open(dir, &layout, e) < 0)
		return -1;
	return import_layout(p->store, &layout, &choice, p->out, e);
}

/* DIR[:TAG][@DIGEST]: a tag cannot hold a slash, so the last colon counts only behind the last
 * slash. */
static void split_location(struct str where, struct str *path, struct str *tag)
{
	size_t at = str_find(where, '@');
	struct str name = str_upto(where, at);
	size_t slash = str_rfind(name, '/');
	size_t colon = str_rfind(name, ':');
	bool tagged = colon < name.n && (slash == name.n || colon > slash);

	*path = tagged ? str_upto(name, colon) : name;
	*tag = tagged ? str_from(name, colon + 1) : STR("");
	if (at < where.n)
		*tag = str_from(where, at);
}

static int open_host(const struct pinning *p, struct str path, int *fd, struct err *e)
{
	AUTO(mem_release) char *text = str_dup(path);

	return p->request->host.open(p->request->host.context, text, fd, e);
}

static int pin_layout(const struct pinning *p, struct err *e)
{
	AUTO(tree_close) struct tree dir = TREE_NONE;
	struct str path;
	struct str tag;

	split_location(p->where, &path, &tag);
	if (open_host(p, path, &dir.fd, e) < 0)
		return -1;
	return from_layout_dir(p, &dir, tag, e);
}

static int pin_archive(const struct pinning *p, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	AUTO(txn_release) struct txn t = TXN_NONE;
	struct str path;
	struct str tag;

	split_location(p->where, &path, &tag);
	if (open_host(p, path, &fd, e) < 0 || txn_begin(p->store, &t, e) < 0 ||
		archive_read(fd, &t.dir, e) < 0)
		return -1;
	return from_layout_dir(p, &t.dir, tag, e);
}

static int check_layers(const struct pinning *p, struct err *e)
{
	for (size_t i = 0; i < p->out->diff_ids_n; i++)
		if (!snap_has(p->store, &p->out->diff_ids[i]))
			return err_set(e, ERR_NOT_FOUND,
				"layer %zu of the stored image is missing or was lost in a crash",
				i + 1);
	return 0;
}

static int read_config(
	const struct store *store, const struct digest *id, struct config *out, struct err *e)
{
	AUTO(buf_release) struct buf json = {0};

	if (blob_read(store, id, CONFIG_BYTES, &json, e) < 0)
		return -1;
	return config_parse(buf_str(&json), out, e);
}

static int pin_stored(const struct pinning *p, struct err *e)
{
	AUTO(stored_image_release) struct stored_image found = {0};

	if (names_resolve(p->store, p->where, &found, e) < 0) {
		if (e->kind != ERR_NOT_FOUND)
			return -1;
		err_set(e, ERR_NOT_FOUND, "image `%.*s` is not in the store", STR_FMT(p->where));
		return err_hint(e,
			"map it to a layout with --build-context %.*s=oci-layout://DIR[:TAG], "
			"write FROM oci-layout:DIR or FROM oci-archive:FILE, or build it first "
			"with -t %.*s (`lichen images` lists what is there)",
			STR_FMT(p->image->name), STR_FMT(p->image->name));
	}
	if (read_config(p->store, &found.config, p->out, e) < 0)
		return -1;
	return check_layers(p, e);
}

static const struct {
	struct str scheme;
	int (*pin)(const struct pinning *p, struct err *e);
} kinds[] = {
	{{"oci-layout:", 11}, pin_layout},
	{{"oci-archive:", 12}, pin_archive},
	{{"docker-image:", 13}, pin_stored},
};

/* Whether source is of this kind, and what stands behind its scheme. */
static bool is_kind(struct str source, struct str scheme, struct str *where)
{
	if (!str_starts(source, scheme))
		return false;
	*where = str_from(source, scheme.n);
	if (str_starts(*where, STR("//")))
		*where = str_from(*where, 2);
	return true;
}

static int pin_one(struct pinning *p, struct err *e)
{
	struct str source = p->image->source;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (is_kind(source, kinds[i].scheme, &p->where))
			return kinds[i].pin(p, e);
	return err_set(
		e, ERR_UNSUPPORTED, "image source `%.*s` is of no known kind", STR_FMT(source));
}

int bases_pin(const struct store *store, const struct plan *plan,
	const struct build_request *request, struct bases *bases, struct err *e)
{
	while (bases->n < plan->images.n) {
		const struct plan_image *image = &plan->images.p[bases->n];

		vec_push(bases, (struct config){0});
		struct pinning p = {store, image, request, STR(""), vec_last(bases)};

		if (pin_one(&p, e) < 0) {
			err_during(e, "loading the image `%.*s`", STR_FMT(image->name));
			return err_at(e, request->dockerfile_name, image->span);
		}
	}
	return 0;
}

/* Leaves out as it is when there is nothing to be read. */
static void look_one(const struct store *store, const struct plan_image *image, struct config *out)
{
	AUTO(stored_image_release) struct stored_image found = {0};
	AUTO(config_release) struct config config = {0};
	struct str where = STR("");
	struct err unread;

	if (!is_kind(image->source, STR("docker-image:"), &where) ||
		names_resolve(store, where, &found, &unread) < 0 ||
		read_config(store, &found.config, &config, &unread) < 0)
		return;
	*out = config;
	config = (struct config){0};
}

void bases_look(const struct store *store, const struct plan *plan, struct bases *bases)
{
	while (bases->n < plan->images.n) {
		vec_push(bases, (struct config){0});
		if (store)
			look_one(store, &plan->images.p[bases->n - 1], vec_last(bases));
	}
}

void bases_release(struct bases *bases)
{
	for (size_t i = 0; i < bases->n; i++)
		config_release(&bases->p[i]);
	vec_release(bases);
}
