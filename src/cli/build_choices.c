/* build_choices - the options of `lichen build` that are one word or number, and what they mean. */
#include "cli/build_choices.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/asked_platform.h"
#include "build/epoch.h"

/* An option that takes one of a few words, some of which are told of. */
struct choice {
	const char *option, *told;
	struct choice_word {
		const char *name;
		int value;
	} words[7]; /* a NULL name ends them */
};

enum { SHOW_AUTO = -1 };

static const struct choice progress = {"--progress", "auto, plain, rawjson or quiet",
	{{"auto", SHOW_AUTO}, {"plain", SHOW_PLAIN}, {"rawjson", SHOW_JSON}, {"quiet", SHOW_QUIET},
		{"none", SHOW_QUIET}, {"tty", SHOW_TERMINAL}}};
static const struct choice dumps = {"--dump", "dockerfile, plan, program, keys or sandbox",
	{{"dockerfile", DUMP_DOCKERFILE}, {"plan", DUMP_PLAN}, {"program", DUMP_PROGRAM},
		{"keys", DUMP_KEYS}, {"sandbox", DUMP_SANDBOX}}};
static const struct choice networks = {"--network", "host or none",
	{{"host", NETWORK_HOST}, {"default", NETWORK_HOST}, {"none", NETWORK_NONE}}};

/* text NULL: the option was not given, and *value stays. */
static int choose(const struct choice *c, const char *text, int *value, struct err *e)
{
	if (!text)
		return 0;
	for (const struct choice_word *w = c->words; w->name; w++)
		if (strcmp(w->name, text) == 0) {
			*value = w->value;
			return 0;
		}
	return err_set(e, ERR_USAGE, "%s takes %s, not `%s`", c->option, c->told, text);
}

/* One that can go back to the beginning of its line. */
static bool is_live_terminal(int fd)
{
	const char *kind = getenv("TERM");

	return isatty(fd) && kind && kind[0] && strcmp(kind, "dumb") != 0;
}

int build_choices_mode(const struct build_options *o, enum show_mode *mode, struct err *e)
{
	int asked = SHOW_AUTO;

	if (choose(&progress, o->progress, &asked, e) < 0)
		return -1;
	if (o->quiet)
		*mode = SHOW_QUIET;
	else if (asked != SHOW_AUTO)
		*mode = (enum show_mode)asked;
	else
		*mode = is_live_terminal(STDERR_FILENO) ? SHOW_TERMINAL : SHOW_PLAIN;
	return 0;
}

static int read_words(const struct build_options *o, struct build_request *r, struct err *e)
{
	int dump = DUMP_NONE, network = NETWORK_HOST;

	if (choose(&dumps, o->dump, &dump, e) < 0)
		return -1;
	if (choose(&networks, o->network, &network, e) < 0)
		return err_hint(e, "steps have this machine's network, or no other than lo");
	r->dump = (enum dump)dump;
	r->bind.network = (enum network)network;
	return 0;
}

static int read_policy(const struct build_options *o, struct policy *policy, struct err *e)
{
	if (o->allow_root && (!o->reason || !o->reason[0])) {
		err_set(e, ERR_USAGE, "--allow-root needs --reason");
		return err_hint(e, "say why this image must run as root: "
				   "--allow-root --reason \"binds port 53 in host network\"");
	}
	if (o->reason && !o->allow_root)
		return err_set(e, ERR_USAGE, "--reason goes with --allow-root");
	*policy = (struct policy){
		.allow_root = o->allow_root,
		.reason = o->reason,
		.user = o->user,
		.default_user = o->default_user,
	};
	return 0;
}

/* --timestamp is a number. SOURCE_DATE_EPOCH is a build argument, also from the environment; what
 * it says is told when the Dockerfile has been read. */
static int read_epoch(struct build_options *o, int64_t *epoch_s, struct err *e)
{
	const char *ambient = getenv("SOURCE_DATE_EPOCH");

	if (o->timestamp)
		map_set(&o->build_args, STR("SOURCE_DATE_EPOCH"), str_of(o->timestamp));
	if (ambient && ambient[0] && !map_get(&o->build_args, STR("SOURCE_DATE_EPOCH")))
		map_set(&o->build_args, STR("SOURCE_DATE_EPOCH"), str_of(ambient));
	return epoch_parse(str_of(o->timestamp ? o->timestamp : ""), epoch_s, e);
}

int build_choices_read(struct build_options *o, struct build_request *request, struct err *e)
{
	if (read_words(o, request, e) < 0 || read_policy(o, &request->policy, e) < 0 ||
		read_epoch(o, &request->epoch_s, e) < 0)
		return -1;
	return asked_platform(o->platform, e);
}
