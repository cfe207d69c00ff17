/* df - the command `lichen df`: what the store holds, and what prune could free. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/show.h"
#include "cli/table.h"
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

static void print_usage(const struct usage *u, bool json)
{
	const struct {
		const char *name;
		const struct usage_row *row;
	} rows[] = {{"images", &u->images}, {"layers", &u->layers}, {"blobs", &u->blobs},
		{"steps", &u->steps}, {"mounts", &u->mounts}, {"work", &u->work}};

	if (json)
		fputs("{", stdout);
	else
		printf("%-10s %10s %12s %14s\n", "TYPE", "COUNT", "SIZE", "RECLAIMABLE");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct usage_row *r = rows[i].row;

		if (json)
			printf("%s\"%s\": {\"count\": %llu, \"size\": %llu, \"reclaimable\": %llu}",
				i ? ", " : "", rows[i].name, (unsigned long long)r->count,
				(unsigned long long)r->size_bytes,
				(unsigned long long)r->reclaimable_bytes);
		else
			printf("%-10s %10llu %12s %14s\n", rows[i].name,
				(unsigned long long)r->count, table_size(r->size_bytes).text,
				table_size(r->reclaimable_bytes).text);
	}
	if (json)
		fputs("}\n", stdout);
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
};
