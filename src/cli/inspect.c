/* inspect - the command `lichen inspect`: what an image of the store is, with docker's names. */
#include <stddef.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/show.h"
#include "cli/show_json.h"
#include "cli/stored.h"
#include "codec/json.h"

struct inspect_options {
	const char *store;
};

static const struct opt table[] = {
	{0, "store", OPT_TEXT, offsetof(struct inspect_options, store), "DIR",
		"where layers and images are kept"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

/* The config's own members by their names there, under the names that `docker inspect` gives them.
 */
static int print_members(const struct stored *s, struct json_writer *w, struct err *e)
{
	static const struct {
		const char *ours, *theirs;
	} names[] = {{"created", "Created"}, {"author", "Author"}, {"architecture", "Architecture"},
		{"variant", "Variant"}, {"os", "Os"}};
	AUTO(json_drop) struct json_t *root = NULL;
	AUTO(buf_release) struct buf config = {0};
	const struct json_t *object = NULL;
	struct str text;

	if (json_read(buf_str(&s->json), &root, e) < 0)
		return -1;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		int found = json_get_str(root, names[i].ours, &text, e);

		if (found < 0)
			return -1;
		if (found)
			json_put_str(w, names[i].theirs, text);
	}
	if (json_get_object(root, "config", &object, e) < 0)
		return -1;
	if (object)
		json_dump(object, &config);
	json_put_raw(w, "Config", object ? buf_str(&config) : STR("{}"));
	return 0;
}

static void print_layers(const struct stored *s, struct json_writer *w)
{
	json_open_object(w, "RootFS");
	json_put_str(w, "Type", STR("layers"));
	json_open_array(w, "Layers");
	for (size_t i = 0; i < s->config.diff_ids_n; i++)
		json_put_str(w, NULL, str_of(digest_text(&s->config.diff_ids[i]).text));
	json_close_array(w);
	json_close_object(w);
}

static int print_image(
	const struct store *store, struct str name, struct json_writer *w, struct err *e)
{
	AUTO(stored_release) struct stored s = {0};

	if (stored_find(store, name, &s, e) < 0)
		return -1;
	json_open_object(w, NULL);
	json_put_str(w, "Id", str_of(digest_text(&s.image.config).text));
	json_open_array(w, "RepoTags");
	if (s.image.name)
		json_put_str(w, NULL, str_of(s.image.name));
	json_close_array(w);
	if (s.image.manifest.algorithm != DIGEST_NONE)
		json_put_str(w, "Digest", str_of(digest_text(&s.image.manifest).text));
	if (print_members(&s, w, e) < 0)
		return -1;
	json_put_int(w, "Size", (int64_t)stored_size(store, &s.config));
	json_put_bool(w, "NonRoot", s.image.nonroot);
	print_layers(&s, w);
	json_close_object(w);
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(strs_release) struct strs operands = {0};
	AUTO(store_close) struct store store = STORE_NONE;
	AUTO(buf_release) struct buf out = {0};
	struct json_writer w = {.out = &out};
	struct inspect_options o = {0};
	struct err e;
	int parsed = opt_parse(self, argc, argv, &o, &operands, &e);

	if (parsed == 1)
		return 0;
	if (parsed == 0 && operands.n == 0)
		parsed = err_set(&e, ERR_USAGE, "`lichen inspect` takes the images to show");
	if (parsed < 0 || host_open_store(o.store, STORE_SHARED, &store, &e) < 0)
		return show_failure(&e);
	json_open_array(&w, NULL);
	for (size_t i = 0; i < operands.n; i++)
		if (print_image(&store, operands.p[i], &w, &e) < 0)
			return show_failure(&e);
	json_close_array(&w);
	show_json_result(buf_str(&out));
	return 0;
}

const struct command command_inspect = {
	.name = "inspect",
	.operands = "IMAGE...",
	.summary = "Show images of the store as JSON.",
	.options = table,
	.run = run,
	.others = inspect_other_options,
};
