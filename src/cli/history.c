/* history - the command `lichen history`: how an image came to be, newest step first. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/printable.h"
#include "cli/show.h"
#include "cli/show_json.h"
#include "cli/stored.h"
#include "cli/table.h"
#include "codec/json.h"
#include "store/snap.h"

struct history_options {
	const char *store;
	bool json, no_trunc;
};

#define FIELD(name) offsetof(struct history_options, name)

static const struct opt table[] = {
	{0, "json", OPT_FLAG, FIELD(json), NULL, "as JSON"},
	{0, "no-trunc", OPT_FLAG, FIELD(no_trunc), NULL, "whole lines"},
	{0, "store", OPT_TEXT, FIELD(store), "DIR", "where layers and images are kept"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

/* The size of the layer that history entry i made; 0 for one that made none. */
static uint64_t entry_size(const struct store *store, const struct config *c, size_t i)
{
	size_t layer = 0;

	if (c->history[i].empty_layer)
		return 0;
	for (size_t k = 0; k < i; k++)
		layer += !c->history[k].empty_layer;
	return layer < c->diff_ids_n ? snap_disk_bytes(store, &c->diff_ids[layer]) : 0;
}

static void print_entry(const struct history *h, uint64_t size, bool whole)
{
	enum { SHORT = 60 };
	AUTO(buf_release) struct buf line = {0};
	struct str text = str_of(h->created_by ? h->created_by : "");

	printable(whole ? text : str_upto(text, SHORT), &line);
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '\n')
			line.p[i] = ' ';
	printf("%-22s %-*s %10s  %s\n", h->created ? h->created : "<missing>", SHORT,
		buf_cstr(&line), table_size(size).text, h->comment ? h->comment : "");
}

static void put_entry(struct json_writer *w, const struct history *h, uint64_t size)
{
	json_open_object(w, NULL);
	json_put_text(w, "created", h->created);
	json_put_text(w, "created_by", h->created_by);
	json_put_text(w, "comment", h->comment);
	json_put_int(w, "size", (int64_t)size);
	json_put_bool(w, "empty_layer", h->empty_layer);
	json_close_object(w);
}

/* Newest first, as docker prints it. */
static void print_history(
	const struct store *store, const struct config *c, const struct history_options *o)
{
	AUTO(buf_release) struct buf out = {0};
	struct json_writer w = {.out = &out};

	if (!o->json)
		printf("%-22s %-60s %10s  %s\n", "CREATED", "CREATED BY", "SIZE", "COMMENT");
	else
		json_open_array(&w, NULL);
	for (size_t i = c->history_n; i > 0; i--) {
		uint64_t size = entry_size(store, c, i - 1);

		if (o->json)
			put_entry(&w, &c->history[i - 1], size);
		else
			print_entry(&c->history[i - 1], size, o->no_trunc);
	}
	if (o->json) {
		json_close_array(&w);
		show_json_result(buf_str(&out));
	}
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(strs_release) struct strs operands = {0};
	AUTO(store_close) struct store store = STORE_NONE;
	AUTO(stored_release) struct stored s = {0};
	struct history_options o = {0};
	struct err e;
	int parsed = opt_parse(self, argc, argv, &o, &operands, &e);

	if (parsed == 1)
		return 0;
	if (parsed == 0 && operands.n != 1)
		parsed = err_set(&e, ERR_USAGE, "`lichen history` takes one image");
	if (parsed < 0 || host_open_store(o.store, STORE_SHARED, &store, &e) < 0 ||
		stored_find(&store, operands.p[0], &s, &e) < 0)
		return show_failure(&e);
	print_history(&store, &s.config, &o);
	return 0;
}

const struct command command_history = {
	.name = "history",
	.operands = "IMAGE",
	.summary = "Show how an image was made, newest step first.",
	.options = table,
	.run = run,
	.others = history_other_options,
};
