/* grammar - the arguments of each instruction, one parser a form. */

#include "base/ascii.h"
#include "lang/heredoc.h"
#include "lang/instr.h"
#include "lang/json.h"
#include "lang/parser.h"
#include "lang/rune.h"
#include "lang/value.h"
#include "lang/words.h"

struct words {
	VEC(struct word) list;
};

struct pairs {
	VEC(struct pair) list;
};

static void words_drop(struct words *w)
{
	vec_release(&w->list);
}

static void pairs_drop(struct pairs *w)
{
	vec_release(&w->list);
}

static struct word word_make(const struct parser *p, struct str text, struct str part)
{
	return (struct word){.raw = text, .span = logical_span(&p->line, part)};
}

/* As words when the rest is a JSON array of strings; 1 for yes, 0 for no JSON. */
static int exec_form(struct parser *p, struct instr *i, struct err *e)
{
	AUTO(json_strings_release) struct json_strings strings = {0};
	AUTO(words_drop) struct words words = {0};
	enum json_is is = json_strings_read(i->rest, &p->out->arena, &strings);

	if (is == JSON_OTHER_ARRAY)
		return reject(p, i->rest, e, JSON_STRINGS, .a = STR(""));
	if (is == JSON_NOT)
		return 0;
	for (size_t k = 0; k < strings.list.n; k++)
		vec_push(&words.list, word_make(p, strings.list.p[k].text, strings.list.p[k].raw));
	parser_keep(p, &i->words, &words.list);
	i->form = FORM_EXEC;
	return 1;
}

static int no_argument(struct parser *p, const struct instr *i, struct err *e)
{
	return reject(p, i->keyword, e, NO_ARGUMENT, .a = instr_row(i->kind)->name);
}

static void split_words(struct parser *p, struct instr *i)
{
	AUTO(words_drop) struct words words = {0};
	struct str rest = i->rest;
	struct str word = STR("");

	while (words_blank(&rest, &word))
		vec_push(&words.list, word_make(p, word, word));
	parser_keep(p, &i->words, &words.list);
}

static int parse_words(struct parser *p, struct instr *i, struct err *e)
{
	split_words(p, i);
	return i->words.n > 0 ? 0 : no_argument(p, i, e);
}

static int parse_command(struct parser *p, struct instr *i, struct err *e)
{
	int exec = exec_form(p, i, e);

	if (exec < 0)
		return -1;
	if (exec && i->kind == INSTR_RUN && i->words.n == 0)
		return reject(p, i->rest, e, COMMAND_EMPTY, .a = STR("RUN"));
	return 0;
}

static int parse_shell(struct parser *p, struct instr *i, struct err *e)
{
	int exec = exec_form(p, i, e);

	if (exec < 0)
		return -1;
	if (i->rest.n == 0 || (exec && i->words.n == 0))
		return no_argument(p, i, e);
	return exec ? 0 : reject(p, i->rest, e, NOT_JSON, .a = STR("SHELL"));
}

static int words_or_exec(struct parser *p, struct instr *i, struct err *e)
{
	int exec = exec_form(p, i, e);

	if (exec == 0)
		split_words(p, i);
	return exec < 0 ? -1 : 0;
}

static int parse_list(struct parser *p, struct instr *i, struct err *e)
{
	if (words_or_exec(p, i, e) < 0)
		return -1;
	if (i->words.n == 0)
		return no_argument(p, i, e);
	for (size_t k = 0; k < i->words.n; k++)
		if (rune_trim(i->words.p[k].raw).n == 0)
			return reject(p, i->rest, e, VOLUME_EMPTY, .a = STR(""));
	return 0;
}

static int parse_paths(struct parser *p, struct instr *i, struct err *e)
{
	if (words_or_exec(p, i, e) < 0)
		return -1;
	if (i->words.n >= 2)
		return 0;
	return reject(p, i->words.n ? i->rest : i->keyword, e, NO_DESTINATION,
		.a = instr_row(i->kind)->name);
}

static int parse_text(struct parser *p, struct instr *i, struct err *e)
{
	struct word word = word_make(p, i->rest, i->rest);

	if (i->rest.n == 0)
		return reject(p, i->keyword, e, ONE_ARGUMENT, .a = instr_row(i->kind)->name);
	i->words.p = parser_copy(p, &word, sizeof word);
	i->words.n = i->words.capacity = 1;
	return 0;
}

static struct pair pair_make(const struct parser *p, struct str key, struct str value)
{
	return (struct pair){
		.key = word_make(p, key, key),
		.value = word_make(p, value, value),
		.has_value = true,
	};
}

/* `ENV NAME the rest`: quotes do not hold the name together. */
static int parse_legacy_pair(struct parser *p, struct instr *i, struct err *e)
{
	struct str value = i->rest;
	struct str key = STR("");

	words_blank(&value, &key);
	if (value.n == 0)
		return reject(p, i->rest, e, PAIR_LEGACY, .a = instr_row(i->kind)->name);
	struct pair pair = pair_make(p, key, value);

	i->pairs.p = parser_copy(p, &pair, sizeof pair);
	i->pairs.n = i->pairs.capacity = 1;
	i->legacy_pair = true;
	return 0;
}

/* The next word as a pair; 0 when there is none. */
static int take_pair(
	struct parser *p, const struct instr *i, struct str *rest, struct pair *out, struct err *e)
{
	struct str word = STR("");
	struct str key = STR("");
	struct str value = STR("");

	if (!words_quoted(rest, p->reader.escape, &word))
		return 0;
	bool has_value = str_cut(word, '=', &key, &value);

	if (key.n == 0)
		return reject(p, word, e, PAIR_BLANK, .a = instr_row(i->kind)->name);
	*out = pair_make(p, key, value);
	out->has_value = has_value;
	return 1;
}

static int keep_pairs(struct parser *p, struct instr *i, const struct pairs *pairs, struct err *e)
{
	parser_keep(p, &i->pairs, &pairs->list);
	return i->pairs.n > 0 ? 0 : no_argument(p, i, e);
}

static int parse_pairs(struct parser *p, struct instr *i, struct err *e)
{
	AUTO(pairs_drop) struct pairs pairs = {0};
	struct str rest = i->rest;
	struct pair pair;
	int more = 0;

	while ((more = take_pair(p, i, &rest, &pair, e)) == 1) {
		if (!pair.has_value && pairs.list.n == 0)
			return parse_legacy_pair(p, i, e);
		if (!pair.has_value)
			return reject(p, pair.key.raw, e, PAIR_NO_EQUALS, .a = pair.key.raw);
		vec_push(&pairs.list, pair);
	}
	return more < 0 ? -1 : keep_pairs(p, i, &pairs, e);
}

static int parse_names(struct parser *p, struct instr *i, struct err *e)
{
	AUTO(pairs_drop) struct pairs pairs = {0};
	struct str rest = i->rest;
	struct pair pair;
	int more = 0;

	while ((more = take_pair(p, i, &rest, &pair, e)) == 1)
		vec_push(&pairs.list, pair);
	return more < 0 ? -1 : keep_pairs(p, i, &pairs, e);
}

static bool is_stage_name(struct str name)
{
	if (name.n == 0 || !ascii_is_alnum(name.p[0]) || ascii_is_digit(name.p[0]))
		return false;
	for (size_t k = 1; k < name.n; k++)
		if (!ascii_is_alnum(name.p[k]) && str_find(STR("-_."), name.p[k]) == 3)
			return false;
	return true;
}

static int parse_base(struct parser *p, struct instr *i, struct err *e)
{
	split_words(p, i);
	bool named = i->words.n == 3 && str_eq_nocase(i->words.p[1].raw, STR("AS"));

	if (i->words.n != 1 && !named)
		return reject(p, i->rest.n ? i->rest : i->keyword, e, FROM_ARGUMENTS, .a = STR(""));
	i->image = i->words.p[0];
	if (!named)
		return 0;
	i->stage_name = i->words.p[2];
	if (is_stage_name(i->stage_name.raw))
		return 0;
	return reject(p, i->stage_name.raw, e, STAGE_NAME, .a = i->stage_name.raw);
}

static struct str flag_text(const struct instr *i, const char *name)
{
	const struct flag *f = instr_flag(i, name);

	return f ? f->value : STR("");
}

static int check_duration(struct parser *p, const struct flag *f, struct err *e)
{
	long long ns = 0;

	if (f->value.n == 0)
		return 0;
	if (!value_duration(f->value, &ns))
		diag(e, HEALTH_DURATION, .a = f->name, .b = f->value);
	else if (ns != 0 && ns < 1000000)
		diag(e, HEALTH_SHORT, .a = f->name);
	else
		return 0;
	return err_at(e, p->name, f->span);
}

static int check_retries(struct parser *p, const struct instr *i, struct err *e)
{
	struct str text = flag_text(i, "retries");
	int n = 0;

	if (text.n == 0)
		return 0;
	if (!value_int32(text, &n))
		diag(e, HEALTH_RETRIES, .a = text);
	else if (n < 0)
		diag(e, HEALTH_NEGATIVE, .a = text);
	else
		return 0;
	return err_at(e, p->name, instr_flag(i, "retries")->span);
}

static int parse_health_command(struct parser *p, struct instr *i, struct err *e)
{
	if (parse_command(p, i, e) < 0)
		return -1;
	if (i->rest.n == 0 || (i->form == FORM_EXEC && i->words.n == 0))
		return reject(p, i->rest.n ? i->rest : i->keyword, e, HEALTH_COMMAND, .a = STR(""));
	for (size_t k = 0; k < i->flags.n; k++)
		if (!str_eq(i->flags.p[k].name, STR("retries")) &&
			check_duration(p, &i->flags.p[k], e) < 0)
			return -1;
	return check_retries(p, i, e);
}

static int parse_health(struct parser *p, struct instr *i, struct err *e)
{
	struct str rest = i->rest;
	struct str type = STR("");

	if (!words_blank(&rest, &type))
		return no_argument(p, i, e);
	i->rest = rest;
	i->rest_span = logical_span(&p->line, rest);
	if (str_eq_nocase(type, STR("CMD")))
		return parse_health_command(p, i, e);
	if (!str_eq_nocase(type, STR("NONE")))
		return reject(p, type, e, HEALTH_TYPE, .a = type);
	if (rest.n > 0)
		return reject(p, rest, e, HEALTH_NONE, .a = STR(""));
	i->health_none = true;
	if (i->flags.n == 0)
		return 0;
	diag(e, UNKNOWN_FLAG, .a = i->flags.p[0].name);
	return err_at(e, p->name, i->flags.p[0].span);
}

static int parse_trigger(struct parser *p, struct instr *i, struct err *e)
{
	struct str rest = i->rest;
	struct str word = STR("");
	enum instr_kind kind = INSTR_KINDS;

	if (!words_blank(&rest, &word))
		return no_argument(p, i, e);
	if (!instr_find(word, &kind))
		return 0;
	if (kind == INSTR_ONBUILD)
		return reject(p, word, e, TRIGGER_CHAIN, .a = STR(""));
	if (!instr_row(kind)->trigger)
		return reject(p, word, e, TRIGGER_KIND, .a = instr_row(kind)->name);
	i->trigger = arena_alloc(&p->out->arena, sizeof *i->trigger);
	return parser_instr(p, i->rest, i->trigger, e);
}

static int (*const parsers[GRAMMARS])(struct parser *, struct instr *, struct err *) = {
	[GRAMMAR_BASE] = parse_base,
	[GRAMMAR_COMMAND] = parse_command,
	[GRAMMAR_HEALTH] = parse_health,
	[GRAMMAR_LIST] = parse_list,
	[GRAMMAR_NAMES] = parse_names,
	[GRAMMAR_PAIRS] = parse_pairs,
	[GRAMMAR_PATHS] = parse_paths,
	[GRAMMAR_SHELL] = parse_shell,
	[GRAMMAR_TEXT] = parse_text,
	[GRAMMAR_TRIGGER] = parse_trigger,
	[GRAMMAR_WORDS] = parse_words,
};

int grammar_parse(struct parser *p, struct instr *i, struct err *e)
{
	return parsers[instr_row(i->kind)->grammar](p, i, e);
}

/* The last heredoc of a name counts, as in BuildKit; in JSON form none was read, and it is empty.
 */
static const struct heredoc *heredoc_named(
	struct parser *p, const struct instr *i, const struct heredoc *mark)
{
	for (size_t k = i->heredocs.n; k > 0; k--)
		if (str_eq(i->heredocs.p[k - 1].name, mark->name))
			return &i->heredocs.p[k - 1];
	return parser_copy(p, mark, sizeof *mark);
}

int grammar_link(struct parser *p, struct instr *i, struct err *e)
{
	struct heredoc mark = {0};

	if (instr_row(i->kind)->grammar != GRAMMAR_PATHS)
		return 0;
	for (size_t k = 0; k < i->words.n; k++) {
		struct word *w = &i->words.p[k];

		if (!heredoc_word(w->raw, &p->out->arena, &mark))
			continue;
		if (k + 1 < i->words.n) {
			w->heredoc = heredoc_named(p, i, &mark);
			continue;
		}
		diag(e, HEREDOC_DESTINATION, .a = instr_row(i->kind)->name);
		return err_at(e, p->name, w->span);
	}
	return 0;
}
