#include "cli/opt.h"

#include "base/map.h"
#include "capture.h"

struct values {
	bool flag, other;
	const char *text;
	int number;
	struct strs list;
	struct map pairs, labels;
};

#define AT(name) offsetof(struct values, name)

static const struct opt table[] = {
	{'f', "flag", OPT_FLAG, AT(flag), NULL, "a flag"},
	{'o', "other", OPT_FLAG, AT(other), NULL, "another"},
	{'t', "text", OPT_TEXT, AT(text), "TEXT", "a text"},
	{'n', "number", OPT_NUMBER, AT(number), "N", "a number"},
	{'l', "list", OPT_LIST, AT(list), "ITEM", "a list"},
	{0, "pair", OPT_PAIRS, AT(pairs), "NAME[=VALUE]", "pairs"},
	{0, "label", OPT_LABELS, AT(labels), "NAME=VALUE", "labels"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

static const struct command command = {"try", "THING", "Tries things.", table, NULL};

static struct values v;
static struct strs operands;
static struct err e;

static int parse(const char *const *words)
{
	char *argv[ARGV_MAX] = {(char *)"try"};
	int argc = 1;

	while (words[argc - 1]) {
		argv[argc] = (char *)words[argc - 1];
		argc++;
	}
	v = (struct values){0};
	operands = (struct strs){0};
	return opt_parse(&command, argc, argv, &v, &operands, &e);
}

static void drop(void)
{
	strs_release(&v.list);
	map_release(&v.pairs);
	map_release(&v.labels);
	strs_release(&operands);
}

Test(cli_opt, every_spelling_of_a_value)
{
	const char *const *const rows[] = {
		WORDS("--text", "x"),
		WORDS("--text=x"),
		WORDS("-t", "x"),
		WORDS("-tx"),
		WORDS("-t=x"),
		WORDS("-ft", "x"),
		WORDS("-ftx"),
		WORDS("--text=first", "-t", "x"),
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(parse(rows[i]), 0, "row %zu: %s", i, e.text);
		cr_assert_str_eq(v.text, "x", "row %zu", i);
		drop();
	}
}

Test(cli_opt, flags)
{
	static const struct {
		const char *word;
		bool flag;
	} rows[] = {{"--flag", true}, {"--flag=true", true}, {"--flag=TRUE", true},
		{"--flag=1", true}, {"--flag=false", false}, {"--flag=0", false}, {"-f", true},
		{"-of", true}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(parse(WORDS(rows[i].word)), 0, "%s", e.text);
		cr_assert_eq(v.flag, rows[i].flag, "%s", rows[i].word);
		drop();
	}
}

Test(cli_opt, options_and_operands_mix_until_two_dashes)
{
	cr_assert_eq(parse(WORDS("a", "-f", "-", "--", "-n", "--text")), 0, "%s", e.text);
	cr_assert(v.flag);
	cr_assert_eq(operands.n, 4);
	cr_assert(str_eq(operands.p[1], STR("-")));
	cr_assert(str_eq(operands.p[3], STR("--text")));
	drop();
}

Test(cli_opt, lists_and_pairs_keep_their_order)
{
	setenv("LICHEN_TEST_HERE", "from the environment", 1);
	unsetenv("LICHEN_TEST_ABSENT");
	cr_assert_eq(
		parse(WORDS("-l", "b", "-la", "--pair", "K=a=b", "--pair", "LICHEN_TEST_HERE",
			"--pair=LICHEN_TEST_ABSENT", "--pair=E=", "--label=x", "--label", "y=1")),
		0, "%s", e.text);
	cr_assert_eq(v.list.n, 2);
	cr_assert(str_eq(v.list.p[0], STR("b")));
	cr_assert_eq(v.pairs.n, 3, "a name that is not set in the environment is not given");
	cr_assert(str_eq(*map_get(&v.pairs, STR("K")), STR("a=b")));
	cr_assert(str_eq(*map_get(&v.pairs, STR("LICHEN_TEST_HERE")), STR("from the environment")));
	cr_assert_eq(map_get(&v.pairs, STR("E"))->n, 0);
	cr_assert_eq(map_get(&v.labels, STR("x"))->n, 0);
	cr_assert(str_eq(*map_get(&v.labels, STR("y")), STR("1")));
	drop();
}

Test(cli_opt, what_is_wrong_is_named)
{
	const struct {
		const char *const *words;
		const char *text, *hint;
	} rows[] = {
		{WORDS("--txet", "x"), "unknown option: --txet", "did you mean --text?"},
		{WORDS("--zzzzzzz"), "unknown option: --zzzzzzz",
			"`lichen try --help` lists the options"},
		{WORDS("-x"), "unknown option: -x", "`lichen try --help` lists the options"},
		{WORDS("--text"), "--text needs a value: TEXT", ""},
		{WORDS("-ft"), "--text needs a value: TEXT", ""},
		{WORDS("--flag=perhaps"), "--flag takes true or false, not `perhaps`", ""},
		{WORDS("--number=-1"), "--number takes a number, not `-1`", ""},
		{WORDS("--number=1000001"), "--number takes a number, not `1000001`", ""},
		{WORDS("--number=99999999999999999999"),
			"--number takes a number, not `99999999999999999999`", ""},
		{WORDS("--pair="), "--pair takes NAME=VALUE", ""},
		{WORDS("--pair==x"), "--pair `=x`: the name is empty", ""},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(parse(rows[i].words), -1, "row %zu", i);
		cr_assert_eq(e.kind, ERR_USAGE);
		cr_assert_str_eq(e.text, rows[i].text);
		cr_assert_str_eq(e.hint, rows[i].hint);
		drop();
	}
}

Test(cli_opt, help_shows_every_row)
{
	AUTO(buf_release) struct buf out = {0};
	struct capture c = capture_begin(stdout);
	int parsed = parse(WORDS("-f", "--help", "--nonsense"));

	capture_end(&c, &out);
	cr_assert_eq(parsed, 1);
	HAS(&out, "Usage: lichen try [OPTIONS] THING\n\nTries things.\n");
	HAS(&out, "  -t, --text TEXT                    a text\n");
	HAS(&out, "      --label NAME=VALUE             labels\n");
	drop();
}

Test(cli_opt, a_command_of_options_alone_takes_no_operand)
{
	static const struct command alone = {"try", "", "Tries.", table, NULL};
	char *argv[] = {(char *)"try", (char *)"--", (char *)"thing"};

	v = (struct values){0};
	operands = (struct strs){0};
	cr_assert_eq(opt_parse(&alone, 3, argv, &v, &operands, &e), -1);
	cr_assert_eq(e.kind, ERR_USAGE);
	cr_assert_str_eq(e.text, "`lichen try` takes options alone, not `thing`");
	cr_assert_eq(operands.n, 0);
}
