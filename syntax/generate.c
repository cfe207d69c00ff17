/* generate - the tables of the language as text: a reference for people, files for editors.
 *
 * The rows are included, not read, so a file that it writes can say nothing else than the parser.
 * The results are committed; a lint compares them with what this program writes today.
 *
 * Usage: generate reference|grammar|vim|textmate|treesitter
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *arguments, *heredoc, *trigger, *line;
} instructions[] = {
#define INSTRUCTION(KIND, ARGUMENTS, HEREDOC, TRIGGER, LINE)                                       \
	{#KIND, #ARGUMENTS, #HEREDOC, #TRIGGER, LINE},
#include "instructions.def"
};

static const struct {
	const char *instruction, *name, *type, *expanded, *keyed, *values, *line;
} flags[] = {
#define FLAG(KIND, NAME, TYPE, EXPANDED, KEYED, VALUES, LINE)                                      \
	{#KIND, NAME, #TYPE, #EXPANDED, #KEYED, VALUES, LINE},
#include "flags.def"
};

static const struct {
	const char *name, *line;
} directives[] = {
#define DIRECTIVE(NAME, TEXT, LINE) {TEXT, LINE},
#include "directives.def"
};

static const struct {
	const char *kind, *name, *line;
} variables[] = {
#define PLATFORM_ARG(NAME, LINE) {"before the first FROM", NAME, LINE},
#define PROXY_ARG(NAME) {"proxy", NAME, "in the environment of RUN, never in key or history"},
#define BUILD_ARG(NAME, LINE) {"build argument", NAME, LINE},
#include "variables.def"
};

static const struct {
	const char *name, *experimental, *text, *why;
} rules[] = {
#define RULE(ROW, NAME, EXPERIMENTAL, TEXT, WHY) {NAME, #EXPERIMENTAL, TEXT, WHY},
#include "rules.def"
};

static const struct {
	const char *kind, *id, *text, *hint, *explanation;
} diagnostics[] = {
#define DIAGNOSTIC(ROW, KIND, ID, TEXT, HINT, EXPLANATION) {#KIND, ID, TEXT, HINT, EXPLANATION},
#include "diagnostics.def"
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* What follows keyword and flags, by the name of its grammar. */
static const char *arguments(const char *grammar)
{
	static const struct {
		const char *name, *text;
	} known[] = {
		{"BASE", "IMAGE [AS NAME]"},
		{"COMMAND", "[\"program\", \"argument\", ...] or text for the shell"},
		{"HEALTH", "CMD command, or NONE"},
		{"LIST", "[\"path\", ...] or paths between blanks"},
		{"NAMES", "NAME[=VALUE] ..."},
		{"PAIRS", "NAME=VALUE ..."},
		{"PATHS", "SOURCE ... DESTINATION, or both in a JSON array"},
		{"SHELL", "[\"program\", \"argument\", ...]"},
		{"TEXT", "the rest of the line"},
		{"TRIGGER", "an instruction"},
		{"WORDS", "words between blanks"},
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(known[i].name, grammar) == 0)
			return known[i].text;
	return grammar;
}

static void reference_flag(size_t i)
{
	printf("- `--%s", flags[i].name);
	if (strcmp(flags[i].type, "BOOL") == 0)
		printf("[=true|false]`");
	else
		printf("=%s`", flags[i].values[0] ? flags[i].values : "VALUE");
	printf(": %s", flags[i].line);
	if (strcmp(flags[i].type, "STRINGS") == 0)
		printf("; may be repeated");
	if (strcmp(flags[i].expanded, "VALUE") == 0)
		printf("; variables are expanded");
	if (strcmp(flags[i].expanded, "OPTIONS") == 0)
		printf("; variables in its options are expanded");
	if (strcmp(flags[i].keyed, "NO") == 0)
		printf("; no part of the cache key");
	printf("\n");
}

static void reference_instructions(void)
{
	printf("## Instructions\n");
	for (size_t i = 0; i < COUNT(instructions); i++) {
		printf("\n### %s\n\n", instructions[i].name);
		printf("`%s %s`: %s.", instructions[i].name, arguments(instructions[i].arguments),
			instructions[i].line);
		if (strcmp(instructions[i].heredoc, "YES") == 0)
			printf(" `<<NAME` opens a heredoc.");
		if (strcmp(instructions[i].trigger, "NO") == 0)
			printf(" It cannot follow ONBUILD.");
		printf("\n");
		int first = 1;

		for (size_t k = 0; k < COUNT(flags); k++) {
			if (strcmp(flags[k].instruction, instructions[i].name) != 0)
				continue;
			printf("%s", first ? "\n" : "");
			reference_flag(k);
			first = 0;
		}
	}
}

static void reference(void)
{
	printf("# The Dockerfile language\n\nWritten by `syntax/generate.c` from the tables next "
	       "to it, which the parser is made of.\n\n");
	reference_instructions();
	printf("\n## Parser directives\n\n");
	for (size_t i = 0; i < COUNT(directives); i++)
		printf("- `# %s=VALUE`: %s\n", directives[i].name, directives[i].line);
	printf("\n## Variables\n\n");
	for (size_t i = 0; i < COUNT(variables); i++)
		printf("- `%s` (%s): %s\n", variables[i].name, variables[i].kind,
			variables[i].line);
	printf("\n## Warnings\n\n");
	for (size_t i = 0; i < COUNT(rules); i++)
		printf("- **%s**%s: %s\n  `%s`\n", rules[i].name,
			strcmp(rules[i].experimental, "YES") == 0 ? " (experimental)" : "",
			rules[i].why, rules[i].text);
	printf("\n## Errors\n");
	for (size_t i = 0; i < COUNT(diagnostics); i++) {
		printf("\n### %s\n\n    %s\n\n%s\n", diagnostics[i].id, diagnostics[i].text,
			diagnostics[i].explanation);
		if (diagnostics[i].hint[0])
			printf("\nHint: %s\n", diagnostics[i].hint);
	}
}

static void lower(const char *text)
{
	for (; *text; text++)
		putchar(tolower((unsigned char)*text));
}

static int has_flags(size_t i)
{
	for (size_t k = 0; k < COUNT(flags); k++)
		if (strcmp(flags[k].instruction, instructions[i].name) == 0)
			return 1;
	return 0;
}

static void grammar_flags(size_t i)
{
	int first = 1;

	for (size_t k = 0; k < COUNT(flags); k++) {
		if (strcmp(flags[k].instruction, instructions[i].name) != 0)
			continue;
		if (first)
			lower(instructions[i].name);
		printf("%s\"--%s\" ", first ? "-flag = " : "\n             / ", flags[k].name);
		printf(strcmp(flags[k].type, "BOOL") == 0 ? "[ \"=\" bool ]" : "\"=\" word");
		first = 0;
	}
	if (!first)
		printf("\n");
}

static void grammar(void)
{
	int first = 1;

	printf("keyword      = ");
	for (size_t i = 0; i < COUNT(instructions); i++)
		printf("%s\"%s\"", i ? "\n             / " : "", instructions[i].name);
	printf("\n\ndirective-name = ");
	for (size_t i = 0; i < COUNT(directives); i++)
		printf("%s\"%s\"", i ? " / " : "", directives[i].name);
	printf("\nbool         = \"true\" / \"false\"\n\n");
	for (size_t i = 0; i < COUNT(instructions); i++)
		grammar_flags(i);
	printf("flag         = ");
	for (size_t i = 0; i < COUNT(instructions); i++) {
		if (!has_flags(i))
			continue;
		printf("%s", first ? "" : " / ");
		lower(instructions[i].name);
		printf("-flag");
		first = 0;
	}
	printf("\n                 ; each behind its own instruction\n");
}

/* Is the i-th the first flag of its name? Several instructions share some. */
static int is_first_flag(size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(flags[k].name, flags[i].name) == 0)
			return 0;
	return 1;
}

/* The names between `between`, which is what an alternative is in the editor's expressions. */
static void print_instructions(const char *between)
{
	for (size_t i = 0; i < COUNT(instructions); i++)
		printf("%s%s", i ? between : "", instructions[i].name);
}

static void print_flags(const char *between)
{
	for (size_t i = 0; i < COUNT(flags); i++)
		if (is_first_flag(i))
			printf("%s%s", i ? between : "", flags[i].name);
}

static void print_directives(const char *between)
{
	for (size_t i = 0; i < COUNT(directives); i++)
		printf("%s%s", i ? between : "", directives[i].name);
}

static void vim(void)
{
	printf("\" Dockerfiles; written by syntax/generate.c\n"
	       "if exists(\"b:current_syntax\")\n  finish\nendif\n\nsyntax case ignore\n"
	       "syntax match lichenComment /^\\s*#.*$/\n"
	       "syntax match lichenDirective /^\\s*#\\s*\\(");
	print_directives("\\|");
	printf("\\)\\s*=.*$/\nsyntax match lichenInstruction /^\\s*\\(ONBUILD\\s\\+\\)\\?\\(");
	print_instructions("\\|");
	printf("\\)\\>/\nsyntax match lichenFlag /\\s\\zs--\\(");
	print_flags("\\|");
	printf("\\)\\ze\\(=\\|\\s\\|$\\)/\n"
	       "syntax match lichenVariable /\\$\\(\\w\\+\\|{[^}]*}\\)/\n"
	       "syntax region lichenString start=/\"/ skip=/\\\\./ end=/\"/ oneline "
	       "contains=lichenVariable\n"
	       "syntax region lichenString start=/'/ end=/'/ oneline\n\n"
	       "highlight default link lichenComment Comment\n"
	       "highlight default link lichenDirective PreProc\n"
	       "highlight default link lichenInstruction Keyword\n"
	       "highlight default link lichenFlag Special\n"
	       "highlight default link lichenVariable Identifier\n"
	       "highlight default link lichenString String\n\n"
	       "let b:current_syntax = \"dockerfile\"\n");
}

static void textmate(void)
{
	printf("{\n  \"name\": \"Dockerfile\",\n  \"scopeName\": \"source.dockerfile\",\n"
	       "  \"fileTypes\": [\"Dockerfile\", \"Containerfile\"],\n  \"patterns\": [\n"
	       "    {\"name\": \"keyword.control.directive.dockerfile\", \"match\": "
	       "\"(?i)^\\\\s*#\\\\s*(?:");
	print_directives("|");
	printf(")\\\\s*=.*$\"},\n"
	       "    {\"name\": \"comment.line.number-sign.dockerfile\", \"match\": "
	       "\"^\\\\s*#.*$\"},\n"
	       "    {\"match\": \"(?i)^\\\\s*(?:(ONBUILD)\\\\s+)?(");
	print_instructions("|");
	printf(")\\\\b\", \"captures\": {\n"
	       "      \"1\": {\"name\": \"keyword.other.special-method.dockerfile\"},\n"
	       "      \"2\": {\"name\": \"keyword.other.special-method.dockerfile\"}}},\n"
	       "    {\"name\": \"entity.other.attribute-name.dockerfile\", \"match\": "
	       "\"(?<=\\\\s)--(?:");
	print_flags("|");
	printf(")(?=[=\\\\s]|$)\"},\n"
	       "    {\"name\": \"variable.other.dockerfile\", \"match\": "
	       "\"\\\\$(?:\\\\w+|\\\\{[^}]*\\\\})\"},\n"
	       "    {\"name\": \"string.quoted.double.dockerfile\", \"match\": "
	       "\"\\\"(?:\\\\\\\\.|[^\\\"\\\\\\\\])*\\\"\"},\n"
	       "    {\"name\": \"string.quoted.single.dockerfile\", \"match\": \"'[^']*'\"}\n"
	       "  ]\n}\n");
}

static void treesitter(void)
{
	printf("; Dockerfiles; written by syntax/generate.c\n[\n");
	for (size_t i = 0; i < COUNT(instructions); i++)
		printf("  \"%s\"\n", instructions[i].name);
	printf("  \"AS\"\n] @keyword\n\n(comment) @comment\n\n(image_spec) @string.special\n\n"
	       "[(double_quoted_string) (json_string)] @string\n\n(variable) @variable\n\n"
	       "((param) @attribute\n  (#match? @attribute \"^--(");
	print_flags("|");
	printf(")(=|$)\"))\n");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*write)(void);
	} known[] = {{"reference", reference}, {"grammar", grammar}, {"vim", vim},
		{"textmate", textmate}, {"treesitter", treesitter}};

	for (size_t i = 0; i < COUNT(known); i++)
		if (argc == 2 && strcmp(argv[1], known[i].name) == 0) {
			known[i].write();
			return fflush(stdout) == 0 ? 0 : 1;
		}
	fprintf(stderr, "usage: generate reference|grammar|vim|textmate|treesitter\n");
	return 2;
}
