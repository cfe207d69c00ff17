/* rmi - the command `lichen rmi`: names of the store are removed; what they needed stays. */
#include <stddef.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/show.h"
#include "store/names.h"

struct rmi_options {
	const char *store;
};

static const struct opt table[] = {
	{0, "store", OPT_TEXT, offsetof(struct rmi_options, store), "DIR",
		"where layers and images are kept"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

static int remove_one(const struct store *store, struct str text, struct err *e)
{
	AUTO(stored_image_release) struct stored_image image = {0};

	if (names_resolve(store, text, &image, e) < 0)
		return -1;
	if (image.name) {
		if (names_remove(store, str_of(image.name), e) < 0)
			return -1;
		printf("removed %s\n", image.name);
		return 0;
	}
	if (names_remove_untagged(store, &image.config, e) < 0)
		return -1;
	printf("removed %s\n", digest_text(&image.config).text);
	return 0;
}

/* One that is not there keeps none of the others, as docker and podman have it. */
static int remove_each(const struct store *store, const struct strs *names)
{
	struct err e;
	int status = 0;

	for (size_t i = 0; i < names->n; i++)
		if (remove_one(store, names->p[i], &e) < 0)
			status = show_failure(&e);
	return status;
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(strs_release) struct strs operands = {0};
	AUTO(store_close) struct store store = STORE_NONE;
	struct rmi_options o = {0};
	struct err e;
	int parsed = opt_parse(self, argc, argv, &o, &operands, &e);

	if (parsed == 1)
		return 0;
	if (parsed == 0 && operands.n == 0)
		parsed = err_set(&e, ERR_USAGE, "`lichen rmi` takes the images to remove");
	if (parsed < 0 || host_open_store(o.store, STORE_EXCLUSIVE, &store, &e) < 0)
		return show_failure(&e);
	return remove_each(&store, &operands);
}

const struct command command_rmi = {
	.name = "rmi",
	.operands = "IMAGE...",
	.summary = "Remove names of images; `lichen prune` frees what nothing needs any more.",
	.options = table,
	.run = run,
	.others = rmi_other_options,
};
