#include "built.h"

static struct built b;

static void begin(void)
{
	built_open(&b);
}

static void end(void)
{
	built_close(&b);
}

TestSuite(cli_build, .init = begin, .fini = end);

Test(cli_build, an_image_and_what_is_said_about_it)
{
	char ids[90];
	char metadata[90];
	struct buf text = {0};
	struct err e;

	snprintf(ids, sizeof ids, "%s/id", b.place.path);
	snprintf(metadata, sizeof metadata, "%s/metadata", b.place.path);
	cr_assert_eq(RUN(&b, command_build, "--progress=plain", "-t", "app", "--iidfile", ids,
			     "--metadata-file", metadata, b.context),
		0, "%s", buf_cstr(&b.err));
	HAS(&b.err, "#1 [1/1] COPY <<motd /etc/motd");
	HAS(&b.err, "docker.io/library/app:latest");
	cr_assert_eq(tree_read(&b.place.dir, "id", 100, &text, &e), 0, "%s", e.text);
	cr_assert_eq(text.n, strlen("sha256:") + 64);
	HAS(&b.err, buf_cstr(&text));
	buf_clear(&text);
	cr_assert_eq(tree_read(&b.place.dir, "metadata", 4000, &text, &e), 0, "%s", e.text);
	HAS(&text, "\"image.name\": \"docker.io/library/app:latest\"");
	buf_release(&text);
}

Test(cli_build, quiet_prints_the_id_alone_and_the_same_again)
{
	struct buf first = {0};

	cr_assert_eq(RUN(&b, command_build, "-q", b.context), 0, "%s", buf_cstr(&b.err));
	cr_assert_eq(b.err.n, 0);
	buf_str_add(&first, buf_str(&b.out));
	cr_assert_eq(RUN(&b, command_build, "-q", "--no-cache", b.context), 0);
	cr_assert_str_eq(buf_cstr(&b.out), buf_cstr(&first));
	buf_release(&first);
}

Test(cli_build, dumps_build_nothing)
{
	static const struct {
		const char *dump, *part;
	} rows[] = {{"dockerfile", "COPY"}, {"plan", "stage"}, {"program", "COPY"},
		{"keys", "key sha256:"}, {"sandbox", "stage 0"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(RUN(&b, command_build, "--dump", rows[i].dump, b.context), 0, "%s",
			buf_cstr(&b.err));
		HAS(&b.out, rows[i].part);
	}
	cr_assert_eq(RUN(&b, command_images, "-q"), 0);
	cr_assert_eq(b.out.n, 0);
}

Test(cli_build, what_does_not_fit_together_is_usage)
{
	const struct {
		const char *const *words;
		const char *part;
	} rows[] = {
		{WORDS("-q"), "takes one context: a directory, `-` or a URL"},
		{WORDS(b.context, b.context), "takes one context: a directory, `-` or a URL"},
		{WORDS("--allow-root", b.context), "--allow-root needs --reason"},
		{WORDS("--allow-root", "--reason", "", b.context), "--allow-root needs --reason"},
		{WORDS("--reason", "x", b.context), "--reason goes with --allow-root"},
		{WORDS("--network", "bridge", b.context), "--network takes host or none"},
		{WORDS("--progress", "loud", b.context), "--progress takes"},
		{WORDS("--dump", "core", b.context), "--dump takes"},
		{WORDS("--build-arg", "SOURCE_DATE_EPOCH=x", b.context), "SOURCE_DATE_EPOCH"},
		{WORDS("-o", "type=local", b.context), "needs dest="},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int status = command_text(&command_build, rows[i].words, &b.out, &b.err);

		cr_assert_eq(status, 2, "row %zu", i);
		HAS(&b.err, rows[i].part);
	}
}

Test(cli_build, the_image_is_for_the_platform_that_was_asked_for)
{
	cr_assert_eq(
		RUN(&b, command_build, "--platform", "linux/arm/v7", "--dump=program", b.context),
		0);
	HAS(&b.out, "arm");
	HAS(&b.out, "v7");
	cr_assert_eq(RUN(&b, command_build, "--platform", "linux/amd64,linux/arm64", b.context), 1);
	HAS(&b.err, "one platform");
}

Test(cli_build, the_time_of_the_environment_is_a_build_argument)
{
	place_file(&b.place, "context/Dockerfile",
		"ARG SOURCE_DATE_EPOCH=5\nFROM scratch\nARG SOURCE_DATE_EPOCH\n"
		"ENV T=$SOURCE_DATE_EPOCH\n");
	cr_assert_eq(RUN(&b, command_build, "--dump=program", b.context), 0);
	HAS(&b.out, "T=1000000000");
	cr_assert_eq(RUN(&b, command_build, "--dump=program", "--build-arg", "SOURCE_DATE_EPOCH=7",
			     b.context),
		0);
	HAS(&b.out, "T=7");
}

Test(cli_build, a_mistake_is_shown_where_it_is)
{
	place_file(&b.place, "context/Dockerfile", "FROM scratch\nCOPPY a b\n");
	cr_assert_eq(RUN(&b, command_build, b.context), 1);
	HAS(&b.err, "   2 | >>> COPPY a b\n");
	HAS(&b.err, "error: Dockerfile:2: unknown-instruction: unknown instruction: COPPY\n");
	HAS(&b.err, "did you mean COPY?");
}

Test(cli_build, an_image_of_root_is_refused_unless_there_is_a_reason)
{
	place_file(&b.place, "context/Dockerfile", "FROM scratch\nCOPY <<x /x\ny\nx\n");
	cr_assert_eq(RUN(&b, command_build, b.context), 1);
	HAS(&b.err, "NR-01");
	cr_assert_eq(
		RUN(&b, command_build, "--default-user", b.context), 0, "%s", buf_cstr(&b.err));
	cr_assert_eq(RUN(&b, command_build, "--allow-root", "--reason", "a test", b.context), 0,
		"%s", buf_cstr(&b.err));
}
