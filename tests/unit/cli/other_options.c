#include "cli/other_options.h"

#include "capture.h"
#include "cli/build_options.h"
#include "cli/command.h"

static const struct command command = {.name = "build",
	.operands = "CONTEXT",
	.summary = "",
	.options = build_options_table,
	.others = build_other_options,
	.notes = offsetof(struct build_options, notes)};

static struct build_options o;
static struct strs operands;
static struct err e;

static int parse(const char *a, const char *b)
{
	char *argv[] = {(char *)"build", (char *)a, (char *)b, NULL};

	o = (struct build_options){0};
	operands = (struct strs){0};
	return opt_parse(&command, b ? 3 : 2, argv, &o, &operands, &e);
}

static void drop(void)
{
	build_options_release(&o);
	strs_release(&operands);
}

static void check_table(const struct command *c)
{
	for (const struct other_opt *other = c->others; other && other->name; other++) {
		for (const struct opt *own = c->options; own->name; own++) {
			cr_assert_str_neq(other->name, own->name, "lichen %s", c->name);
			cr_assert(other->letter == 0 || other->letter != own->letter,
				"lichen %s: -%c", c->name, other->letter);
		}
		cr_assert(other->cure || (other->good && strcmp(other->good, "*") == 0),
			"lichen %s: --%s has no cure", c->name, other->name);
		cr_assert(!other->note || c->notes > 0, "lichen %s: --%s: nobody says it", c->name,
			other->name);
	}
}

Test(cli_other_options, no_name_is_an_option_of_lichen_too)
{
	for (size_t i = 0; commands[i]; i++)
		check_table(commands[i]);
}

Test(cli_other_options, of_the_commands_that_look)
{
	AUTO(buf_release) struct buf out = {0};
	AUTO(buf_release) struct buf err = {0};

	cr_assert_eq(command_text(&command_images, WORDS("--format", "{{.ID}}"), &out, &err), 2);
	HAS(&err, "lichen has no --format");
	HAS(&err, "jq");
	cr_assert_eq(command_text(&command_inspect, WORDS("-f", "x", "app"), &out, &err), 2);
	HAS(&err, "lichen inspect NAME | jq");
	cr_assert_eq(command_text(&command_rmi, WORDS("-f"), &out, &err), 2);
	HAS(&err, "takes the images to remove");
}

Test(cli_other_options, fulfilled_ones_say_nothing)
{
	static const char *const rows[] = {"--rm", "--rm=true", "--force-rm", "--force-rm=false",
		"--compress", "--provenance=false", "--sbom=false", "--push=false",
		"--squash=false", "--allow=network.host", "--tls-verify=true"};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(parse(rows[i], "."), 0, "%s: %s", rows[i], e.text);
		cr_assert_eq(o.notes.n, 0, "%s", rows[i]);
		cr_assert_eq(operands.n, 1);
		drop();
	}
}

Test(cli_other_options, what_is_otherwise_is_said)
{
	static const char *const rows[][2] = {{"--load", NULL}, {"--isolation", "chroot"},
		{"--isolation=rootless", NULL}, {"--format", "docker"}, {"--no-hosts", NULL},
		{"--builder", "mine"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(parse(rows[i][0], rows[i][1]), 0, "%s: %s", rows[i][0], e.text);
		cr_assert_eq(o.notes.n, 1, "%s", rows[i][0]);
		cr_assert(str_starts(o.notes.p[0], STR("--")));
		cr_assert_eq(operands.n, 0);
		drop();
	}
}

Test(cli_other_options, refusals_have_a_name_and_a_cure)
{
	static const char *const rows[][3] = {
		{"--squash", NULL, "--from=STAGE"},
		{"--memory", "1g", "MemoryMax"},
		{"-m1g", NULL, "MemoryMax"},
		{"-c", "2", "CPUQuota"},
		{"-v", "/a:/b", "type=bind"},
		{"--volume=/a:/b", NULL, "type=bind"},
		{"--push", NULL, "skopeo"},
		{"--provenance=true", NULL, "attestations"},
		{"--attest", "type=sbom", "attestations"},
		{"--layers=false", NULL, "--from=STAGE"},
		{"--tls-verify=false", NULL, "SSL_CERT_FILE"},
		{"--allow", "security.insecure", "capabilities"},
		{"--isolation", "hyperv", "no other"},
		{"--isolation", "a b", "no other"},
		{"--logfile=x", NULL, "2>"},
		{"-D", NULL, "--progress=plain"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(parse(rows[i][0], rows[i][1]), -1, "%s", rows[i][0]);
		cr_assert_eq(e.kind, ERR_USAGE);
		cr_assert_not_null(strstr(e.hint, rows[i][2]), "%s: %s", rows[i][0], e.hint);
		drop();
	}
	cr_assert_eq(parse("--squash", NULL), -1);
	cr_assert_str_eq(e.text, "lichen has no --squash");
	drop();
	cr_assert_eq(parse("--rm=false", NULL), -1);
	cr_assert_str_eq(e.text, "--rm=false is not what lichen does");
	drop();
	cr_assert_eq(parse("--memory", NULL), -1);
	cr_assert_not_null(strstr(e.text, "--memory needs a value"), "%s", e.text);
	drop();
}

Test(cli_other_options, pull_takes_the_words_of_all)
{
	cr_assert_eq(parse("--pull", "."), 0, "%s", e.text);
	cr_assert_str_eq(o.pull, "true");
	cr_assert_eq(operands.n, 1);
	drop();
	cr_assert_eq(parse("--pull=always", "."), 0, "%s", e.text);
	cr_assert_str_eq(o.pull, "always");
	drop();
	cr_assert_eq(parse("--pull=often", "."), -1);
	cr_assert_not_null(strstr(e.text, "missing"), "%s", e.text);
	drop();
}
