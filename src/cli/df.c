/* df - the command `lichen df`: what the store holds, and what prune could free. */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/show.h"
#include "cli/show_json.h"
#include "cli/table.h"
#include "codec/json.h"
#include "store/gc.h"
#include "sys/idmap.h"

struct df_options {
	const char *store;
	bool json;
};

#define FIELD(name) offsetof(struct df_options, name)

static const struct opt table[] = {
	{0, "json", OPT_FLAG, FIELD(json), NULL, "as JSON"},
	{0, "store", OPT_TEXT, FIELD(store), "DIR", "where layers and images are kept"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

/* One line of the table, or one member of the JSON. */
struct line {
	const char *name;
	const struct usage_row *row;
};

static void print_table(const struct line *lines, size_t n)
{
	printf("%-10s %10s %12s %14s\n", "TYPE", "COUNT", "SIZE", "RECLAIMABLE");
	for (size_t i = 0; i < n; i++)
		printf("%-10s %10" PRIu64 " %12s %14s\n", lines[i].name, lines[i].row->count,
			table_size(lines[i].row->size_bytes).text,
			table_size(lines[i].row->reclaimable_bytes).text);
}

static void print_json(const struct line *lines, size_t n)
{
	AUTO(buf_release) struct buf json = {0};
	struct json_writer w = {.out = &json};

	json_open_object(&w, NULL);
	for (size_t i = 0; i < n; i++) {
		json_open_object(&w, lines[i].name);
		json_put_int(&w, "count", (int64_t)lines[i].row->count);
		json_put_int(&w, "size", (int64_t)lines[i].row->size_bytes);
		json_put_int(&w, "reclaimable", (int64_t)lines[i].row->reclaimable_bytes);
		json_close_object(&w);
	}
	json_close_object(&w);
	show_json_result(buf_str(&json));
}

static void print_usage(const struct usage *u, bool json)
{
	const struct line lines[] = {{"images", &u->images}, {"layers", &u->layers},
		{"blobs", &u->blobs}, {"steps", &u->steps}, {"mounts", &u->mounts},
		{"work", &u->work}};

	(json ? print_json : print_table)(lines, sizeof lines / sizeof *lines);
}

static int measure_inside(void *argument)
{
	const struct df_options *o = argument;
	AUTO(store_close) struct store store = STORE_NONE;
	struct usage usage = {0};
	struct err e;

	if (host_open_store(o->store, STORE_SHARED, &store, &e) < 0 ||
		store_usage(&store, &usage, &e) < 0)
		return show_failure(&e);
	print_usage(&usage, o->json);
	return show_written(0);
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(strs_release) struct strs operands = {0};
	struct df_options o = {0};
	struct err e;
	int status = 0;
	int parsed = opt_parse(self, argc, argv, &o, &operands, &e);

	if (parsed == 1)
		return 0;
	if (parsed < 0 || idmap_run(measure_inside, &o, &status, &e) < 0)
		return show_failure(&e);
	return status;
}

const struct command command_df = {
	.name = "df",
	.operands = "",
	.summary = "Show what the store holds and what could be freed.",
	.options = table,
	.run = run,
	.others = df_other_options,
};
