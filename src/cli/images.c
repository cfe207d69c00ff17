/* images - the command `lichen images`: the names of the store, newest first. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/show.h"
#include "cli/show_json.h"
#include "cli/stored.h"
#include "cli/table.h"
#include "codec/json.h"
#include "codec/rfc3339.h"

struct images_options {
	const char *store;
	bool json, quiet, no_trunc;
};

#define FIELD(name) offsetof(struct images_options, name)

static const struct opt table[] = {
	{'q', "quiet", OPT_FLAG, FIELD(quiet), NULL, "ids alone"},
	{0, "json", OPT_FLAG, FIELD(json), NULL, "as JSON"},
	{0, "no-trunc", OPT_FLAG, FIELD(no_trunc), NULL, "whole ids"},
	{0, "store", OPT_TEXT, FIELD(store), "DIR", "where layers and images are kept"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

/* One image as every form of the list needs it. */
struct row {
	struct buf name, tag;
	char id[DIGEST_TEXT_BYTES];
	uint64_t size_bytes;
};

static void row_release(struct row *r)
{
	buf_release(&r->name);
	buf_release(&r->tag);
}

static void row_fill(
	const struct store *store, const struct stored_image *image, bool whole, struct row *out)
{
	AUTO(buf_release) struct buf json = {0};
	AUTO(config_release) struct config config = {0};
	struct digest_text text = whole ? digest_text(&image->config) : digest_hex(&image->config);
	struct err damaged;

	stored_name(image->name, &out->name, &out->tag);
	snprintf(out->id, sizeof out->id, "%.*s", whole ? DIGEST_TEXT_BYTES - 1 : 12, text.text);
	if (stored_config(store, &image->config, &json, &config, &damaged) == 0)
		out->size_bytes = stored_size(store, &config); /* a lost config shows as 0 B */
}

static void put_image(
	struct json_writer *w, const struct stored_image *image, const struct row *row)
{
	json_open_object(w, NULL);
	json_put_text(w, "id", digest_text(&image->config).text);
	if (image->name)
		json_put_text(w, "name", image->name);
	else
		json_put_raw(w, "name", STR("null"));
	json_put_text(w, "created", rfc3339_of(image->made_s).text);
	json_put_int(w, "size", (int64_t)row->size_bytes);
	json_put_bool(w, "nonroot", image->nonroot);
	json_close_object(w);
}

static void print_row(const struct stored_image *image, struct row *row, bool quiet)
{
	if (quiet)
		printf("%s\n", row->id);
	else
		printf("%-40s %-16s %-14s %-16s %s\n", buf_cstr(&row->name), buf_cstr(&row->tag),
			row->id, table_age(image->made_s, time(NULL)).text,
			table_size(row->size_bytes).text);
}

static void print_list(
	const struct store *store, const struct stored_images *list, const struct images_options *o)
{
	AUTO(buf_release) struct buf json = {0};
	struct json_writer w = {.out = &json};

	if (!o->json && !o->quiet)
		printf("%-40s %-16s %-14s %-16s %s\n", "NAME", "TAG", "IMAGE ID", "CREATED",
			"SIZE");
	json_open_array(&w, NULL);
	for (size_t i = 0; i < list->n; i++) {
		AUTO(row_release) struct row row = {0};

		row_fill(store, &list->p[i], o->no_trunc, &row);
		if (o->json)
			put_image(&w, &list->p[i], &row);
		else
			print_row(&list->p[i], &row, o->quiet);
	}
	json_close_array(&w);
	if (o->json)
		show_json_result(buf_str(&json));
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(strs_release) struct strs operands = {0};
	AUTO(store_close) struct store store = STORE_NONE;
	AUTO(stored_images_release) struct stored_images list = {0};
	struct images_options o = {0};
	struct err e;
	int parsed = opt_parse(self, argc, argv, &o, &operands, &e);

	if (parsed == 1)
		return 0;
	if (parsed < 0 || host_open_store(o.store, STORE_SHARED, &store, &e) < 0 ||
		names_list(&store, &list, &e) < 0)
		return show_failure(&e);
	print_list(&store, &list, &o);
	return 0;
}

const struct command command_images = {
	.name = "images",
	.operands = "",
	.summary = "List the images of the store.",
	.options = table,
	.run = run,
	.others = images_other_options,
};
