/* manual - the manual page and the completion know every command and every option, and no other. */
#include "build/paths.h"
#include "capture.h"
#include "cli/command.h"

/* A file of src/cli without its backslashes: `\-\-tag` is `--tag`. */
static void load(const char *name, struct buf *out)
{
	AUTO(buf_release) struct buf path = {0};
	AUTO(buf_release) struct buf raw = {0};
	const char *source = getenv("LICHEN_SOURCE");
	struct err e;

	if (!source)
		cr_skip_test("LICHEN_SOURCE does not name the sources");
	buf_fmt(&path, "%s/src/cli/%s", source, name);
	cr_assert_eq(paths_read(buf_cstr(&path), 1 << 20, &raw, &e), 0, "%s", e.text);
	for (size_t i = 0; i < raw.n; i++)
		if (raw.p[i] != '\\')
			buf_char(out, raw.p[i]);
}

static bool is_word(char c)
{
	return c == '-' || (c >= 'a' && c <= 'z');
}

/* `--name` as a whole word of text. */
static bool mentions(const char *text, const char *name)
{
	AUTO(buf_release) struct buf word = {0};

	buf_fmt(&word, "--%s", name);
	for (const char *at = text; (at = strstr(at, buf_cstr(&word))); at++)
		if (!is_word(at[word.n]) && (at == text || !is_word(at[-1])))
			return true;
	return false;
}

static bool has_option(const struct command *c, const char *name, size_t n)
{
	for (const struct opt *o = c->options; o->name; o++)
		if (strlen(o->name) == n && memcmp(o->name, name, n) == 0)
			return true;
	return n == 4 && memcmp(name, "help", 4) == 0;
}

/* Every option of the command is in text, and every `--word` of text is one of its options or, when
 * others is given, of that command. */
static void same_options(const struct command *c, const char *text, const struct command *others)
{
	for (const struct opt *o = c->options; o->name; o++)
		cr_assert(mentions(text, o->name), "lichen %s: --%s is not told", c->name, o->name);
	for (const char *at = text; (at = strstr(at, "--")); at += 2) {
		size_t n = 0;

		while (is_word(at[2 + n]))
			n++;
		if (n > 0 && !has_option(c, at + 2, n) &&
			!(others && has_option(others, at + 2, n)))
			cr_assert_fail("lichen %s has no --%.*s", c->name, (int)n, at + 2);
	}
}

/* What stands between start and end, in a buffer. */
static void section(struct buf *all, const char *start, const char *end, struct buf *out)
{
	const char *from = strstr(buf_cstr(all), start);

	cr_assert_not_null(from, "no `%s`", start);
	from += strlen(start);
	const char *to = strstr(from, end);

	buf_add(out, from, to ? (size_t)(to - from) : strlen(from));
}

Test(cli_manual, every_command_has_its_section)
{
	AUTO(buf_release) struct buf page = {0};

	load("lichen.1", &page);
	for (size_t i = 0; commands[i]; i++) {
		AUTO(buf_release) struct buf text = {0};
		AUTO(buf_release) struct buf title = {0};

		buf_fmt(&title, "\n.SS \"lichen %s%s%s%s\"\n", commands[i]->name,
			commands[i]->options->name ? " [OPTIONS]" : "",
			commands[i]->operands[0] ? " " : "", commands[i]->operands);
		section(&page, buf_cstr(&title), "\n.S", &text);
		/* `--from` is the Dockerfile's. */
		static const struct opt from[] = {
			{0, "from", OPT_TEXT, 0, "", ""}, {0, NULL, OPT_FLAG, 0, NULL, NULL}};
		static const struct command dockerfile = {.name = "COPY", .options = from};

		same_options(commands[i], buf_cstr(&text), &dockerfile);
	}
}

Test(cli_manual, a_letter_stands_before_its_option)
{
	AUTO(buf_release) struct buf page = {0};

	load("lichen.1", &page);
	for (size_t i = 0; commands[i]; i++)
		for (const struct opt *o = commands[i]->options; o->name; o++) {
			char text[80];

			if (!o->letter)
				continue;
			snprintf(text, sizeof text, ".BR -%c \", \" --%s", o->letter, o->name);
			HAS(&page, text);
		}
}

Test(cli_manual, the_completion_knows_the_same)
{
	AUTO(buf_release) struct buf script = {0};
	AUTO(buf_release) struct buf names = {0};
	AUTO(buf_release) struct buf options = {0};

	load("lichen.bash", &script);
	buf_char(&names, ' ');
	section(&script, "compgen -W '", "--help", &names);
	section(&script, "[[ $cur == -* ]]", "--help\"", &options);
	for (size_t i = 0; commands[i]; i++) {
		AUTO(buf_release) struct buf text = {0};
		AUTO(buf_release) struct buf label = {0};

		buf_fmt(&label, " %s ", commands[i]->name);
		HAS(&names, buf_cstr(&label));
		if (!commands[i]->options->name)
			continue;
		buf_clear(&label);
		buf_fmt(&label, "\t%s) words='", commands[i]->name);
		section(&options, buf_cstr(&label), "' ;;", &text);
		same_options(commands[i], buf_cstr(&text), NULL);
	}
}
