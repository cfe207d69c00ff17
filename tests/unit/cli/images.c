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
	cr_assert_str_eq(buf_cstr(&b.out), "[]\n");
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

Test(cli_images, usage)
{
	cr_assert_eq(RUN(&b, command_images, "app"), 2);
	HAS(&b.err, "`lichen images` takes options alone, not `app`");
	cr_assert_eq(RUN(&b, command_images, "--jsn"), 2);
	HAS(&b.err, "did you mean --json?");
}
