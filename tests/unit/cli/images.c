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

TestSuite(cli_images, .init = begin, .fini = end);

Test(cli_images, an_empty_store)
{
	cr_assert_eq(RUN(&b, command_images, NULL), 0, "%s", buf_cstr(&b.err));
	cr_assert_eq(strncmp(buf_cstr(&b.out), "NAME ", 5), 0);
	cr_assert_eq(RUN(&b, command_images, "--json"), 0);
	cr_assert_str_eq(buf_cstr(&b.out), "[\n]\n");
}

Test(cli_images, one_image_in_every_form)
{
	char id[128];

	built_app(&b);
	built_id(&b, id);
	cr_assert_eq(strlen(id), strlen("sha256:") + 64);
	cr_assert_eq(RUN(&b, command_images, "-q"), 0);
	cr_assert_eq(strncmp(buf_cstr(&b.out), id + 7, 12), 0);
	cr_assert_eq(RUN(&b, command_images, NULL), 0);
	HAS(&b.out, "app    ");
	HAS(&b.out, " latest ");
	cr_assert_eq(RUN(&b, command_images, "--json"), 0);
	HAS(&b.out, "\"name\": \"docker.io/library/app:latest\"");
	HAS(&b.out, "\"nonroot\": true");
}

Test(cli_images, a_removed_name_is_gone)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_rmi, "app"), 0, "%s", buf_cstr(&b.err));
	cr_assert_str_eq(buf_cstr(&b.out), "removed docker.io/library/app:latest\n");
	cr_assert_eq(RUN(&b, command_rmi, "app"), 1);
	HAS(&b.err, "error: ");
	cr_assert_eq(RUN(&b, command_images, "-q"), 0);
	cr_assert_eq(b.out.n, 0);
}

Test(cli_images, an_image_without_a_name_goes_by_its_id)
{
	char id[128];

	cr_assert_eq(RUN(&b, command_build, b.context), 0, "%s", buf_cstr(&b.err));
	built_id(&b, id);
	cr_assert_eq(RUN(&b, command_images, NULL), 0);
	HAS(&b.out, "<none>");
	cr_assert_eq(RUN(&b, command_rmi, id), 0, "%s", buf_cstr(&b.err));
	cr_assert_eq(RUN(&b, command_images, "-q"), 0);
	cr_assert_eq(b.out.n, 0);
}

Test(cli_images, usage)
{
	cr_assert_eq(RUN(&b, command_rmi, NULL), 2);
	cr_assert_eq(RUN(&b, command_images, "--jsn"), 2);
	HAS(&b.err, "did you mean --json?");
}
