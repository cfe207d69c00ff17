/* prune - the command `lichen prune`: what may go goes; or is the store still whole? */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/show.h"
#include "cli/show_json.h"
#include "cli/table.h"
#include "codec/json.h"
#include "store/gc.h"
#include "sys/idmap.h"

struct prune_options {
	const char *store, *until, *keep;
	bool all, force, verify, json;
};

#define FIELD(name) offsetof(struct prune_options, name)

static const struct opt table[] = {
	{'a', "all", OPT_FLAG, FIELD(all), NULL,
		"also the cache of steps and images without a name"},
	{'f', "force", OPT_FLAG, FIELD(force), NULL, "do not ask"},
	{0, "until", OPT_TEXT, FIELD(until), "AGE", "only what was not used for 24h, 7d, ..."},
	{0, "keep-storage", OPT_TEXT, FIELD(keep), "SIZE",
		"stop when the store is this small: 500MB, 10GB"},
	{0, "verify", OPT_FLAG, FIELD(verify), NULL,
		"remove nothing: read everything and check it"},
	{0, "json", OPT_FLAG, FIELD(json), NULL, "as JSON"},
	{0, "store", OPT_TEXT, FIELD(store), "DIR", "where layers and images are kept"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

struct unit {
	const char *name;
	uint64_t factor;
};

/* What an option takes: a number and one of its units. */
struct amount {
	const char *option, *example;
	struct unit units[9]; /* a NULL name ends them */
};

static const struct amount age = {"--until", "24h, 7d or 2w",
	{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}}};
static const struct amount size = {"--keep-storage", "500MB or 10GiB",
	{{"", 1}, {"B", 1}, {"kB", 1000}, {"MB", 1000000}, {"GB", 1000000000},
		{"TB", 1000000000000}, {"MiB", 1 << 20}, {"GiB", 1 << 30}}};

static int parse_amount(const char *text, const struct amount *a, uint64_t *out, struct err *e)
{
	struct str s = str_of(text);
	size_t digits = 0;
	unsigned long long number = 0;

	while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
		digits++;
	if (str_to_u64(str_upto(s, digits), &number))
		for (const struct unit *u = a->units; u->name; u++)
			if (str_eq_nocase(str_from(s, digits), str_of(u->name)) &&
				number <= UINT64_MAX / u->factor) {
				*out = number * u->factor;
				return 0;
			}
	return err_set(e, ERR_USAGE, "%s takes %s, not `%s`", a->option, a->example, text);
}

static void print_removed(const struct prune_result *r, bool json)
{
	AUTO(buf_release) struct buf out = {0};
	struct json_writer w = {.out = &out};

	json_open_object(&w, NULL);
	json_put_int(&w, "removed", (int64_t)r->removed_objects);
	json_put_int(&w, "bytes", (int64_t)r->removed_bytes);
	json_close_object(&w);
	if (json)
		show_json_result(buf_str(&out));
	else
		printf("removed %" PRIu64 " objects, %s\n", r->removed_objects,
			table_size(r->removed_bytes).text);
}

static void print_problems(struct str problems, uint64_t checked)
{
	AUTO(buf_release) struct buf out = {0};
	struct json_writer w = {.out = &out};
	struct str line;

	json_open_object(&w, NULL);
	json_put_int(&w, "checked", (int64_t)checked);
	json_open_array(&w, "problems");
	while (problems.n > 0) {
		str_cut(problems, '\n', &line, &problems);
		json_put_str(&w, NULL, line);
	}
	json_close_array(&w);
	json_close_object(&w);
	show_json_result(buf_str(&out));
}

static int verify(const struct store *store, bool json, struct err *e)
{
	AUTO(buf_release) struct buf problems = {0};
	uint64_t checked = 0;

	if (store_verify(store, &problems, &checked, e) < 0)
		return -1;
	if (json)
		print_problems(buf_str(&problems), checked);
	else if (problems.n > 0)
		fputs(buf_cstr(&problems), stderr);
	else
		printf("%" PRIu64 " objects checked, all whole\n", checked);
	if (problems.n == 0)
		return 0;
	fflush(stdout);
	err_set(e, ERR_INVALID, "the store is damaged: the lines above say where");
	return err_hint(e, "what is damaged counts as absent: the next build makes it anew");
}

static int prune(const struct prune_options *o, struct err *e)
{
	AUTO(store_close) struct store store = STORE_NONE;
	struct prune_rules rules = {.all = o->all};
	struct prune_result result = {0};
	uint64_t age_s = 0;

	if ((o->until && parse_amount(o->until, &age, &age_s, e) < 0) ||
		(o->keep && parse_amount(o->keep, &size, &rules.keep_bytes, e) < 0) ||
		host_open_store(o->store, o->verify ? STORE_SHARED : STORE_EXCLUSIVE, &store, e) <
			0)
		return -1;
	rules.older_than_s = (int64_t)age_s;
	if (o->verify)
		return verify(&store, o->json, e);
	if (store_prune(&store, &rules, &result, e) < 0)
		return -1;
	print_removed(&result, o->json);
	return 0;
}

/* Files of mapped ids can be removed only by who maps them. */
static int prune_inside(void *argument)
{
	struct err e;

	if (prune(argument, &e) < 0)
		return show_failure(&e);
	return show_written(0);
}

static bool agreed(const struct prune_options *o)
{
	char answer[8] = "";

	if (o->force || o->verify || !isatty(STDIN_FILENO))
		return true;
	fprintf(stderr, "Remove what no named image needs%s? [y/N] ",
		o->all ? ", with all cached steps" : "");
	return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(strs_release) struct strs operands = {0};
	struct prune_options o = {0};
	struct err e;
	int status = 0;
	int parsed = opt_parse(self, argc, argv, &o, &operands, &e);

	if (parsed == 1)
		return 0;
	if (parsed == 0 && !agreed(&o))
		return 1;
	if (parsed < 0 || idmap_run(prune_inside, &o, &status, &e) < 0)
		return show_failure(&e);
	return status;
}

const struct command command_prune = {
	.name = "prune",
	.operands = "",
	.summary = "Free what no image needs, or check the store with --verify.",
	.options = table,
	.run = run,
	.others = prune_other_options,
};
