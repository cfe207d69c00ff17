/* explain - `lichen explain`: what a diagnosis, a lint rule or a rule about root means, at length.
 */
#include <stdio.h>

#include "base/vec.h"
#include "cli/command.h"
#include "cli/show.h"
#include "cli/wrap.h"
#include "lang/diag.h"

/* One thing that can be looked up, whichever table it comes from. */
struct topic {
	const char *id, *text, *hint, *explanation;
};

static const struct topic topics[] = {
#define DIAGNOSTIC(ROW, KIND, ID, TEXT, HINT, EXPLANATION) {ID, TEXT, HINT, EXPLANATION},
#include "diagnostics.def"
#undef DIAGNOSTIC
#define POLICY(ID, TEXT, EXPLANATION) {ID, TEXT, "", EXPLANATION},
#include "policy.def"
#undef POLICY
#define RULE(ROW, NAME, EXPERIMENTAL, TEXT, WHY)                                                   \
	{NAME, TEXT, "",                                                                           \
		WHY " `# check=skip=" NAME "` at the top of the Dockerfile, or as a comment "      \
		    "directly above one instruction, turns this warning off."},
#include "rules.def"
#undef RULE
};

enum { TOPICS = sizeof topics / sizeof *topics };

static const struct opt table[] = {{0, NULL, OPT_FLAG, 0, NULL, NULL}};

/* The pieces that a diagnosis fills in are dots here. */
static void fill(const char *text, struct buf *out)
{
	diag_fill(out, text, &(struct diag_with){STR("..."), STR("..."), STR("...")});
}

static void print_paragraph(struct str text)
{
	fputs("  ", stdout);
	wrap(stdout, text, 2);
}

static void print_topic(const struct topic *t)
{
	AUTO(buf_release) struct buf text = {0};
	AUTO(buf_release) struct buf hint = {0};

	printf("%s\n\n", t->id);
	fill(t->text, &text);
	print_paragraph(buf_str(&text));
	if (t->hint[0]) {
		buf_cstr_add(&hint, "hint: ");
		fill(t->hint, &hint);
		print_paragraph(buf_str(&hint));
	}
	putchar('\n');
	print_paragraph(str_of(t->explanation));
}

static void print_list(void)
{
	for (size_t i = 0; i < TOPICS; i++) {
		AUTO(buf_release) struct buf text = {0};

		fill(topics[i].text, &text);
		printf("%-32s %s\n", topics[i].id, buf_cstr(&text));
	}
}

static const struct topic *find(struct str id)
{
	for (size_t i = 0; i < TOPICS; i++)
		if (str_eq_nocase(str_of(topics[i].id), id))
			return &topics[i];
	return NULL;
}

static int unknown(struct str id, struct err *e)
{
	struct str ids[TOPICS];

	for (size_t i = 0; i < TOPICS; i++)
		ids[i] = str_of(topics[i].id);
	struct str near = str_nearest(id, ids, TOPICS);

	err_set(e, ERR_USAGE, "nothing is called `%.*s`", STR_FMT(id));
	if (near.n)
		return err_hint(e, "did you mean %.*s?", STR_FMT(near));
	return err_hint(e, "`lichen explain` lists what can be explained");
}

static int explain(const struct strs *ids, struct err *e)
{
	for (size_t i = 0; i < ids->n; i++) {
		const struct topic *t = find(ids->p[i]);

		if (!t)
			return unknown(ids->p[i], e);
		if (i > 0)
			putchar('\n');
		print_topic(t);
	}
	if (ids->n == 0)
		print_list();
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(strs_release) struct strs ids = {0};
	struct err e;
	int parsed = opt_parse(self, argc, argv, NULL, &ids, &e);

	if (parsed == 1)
		return 0;
	if (parsed == 0 && explain(&ids, &e) == 0)
		return 0;
	return show_failure(&e);
}

const struct command command_explain = {
	.name = "explain",
	.operands = "[ID...]",
	.summary = "Tell more about an error's or warning's id; without one, list them.",
	.options = table,
	.run = run,
};
