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

TestSuite(cli_rmi, .init = begin, .fini = end);

Test(cli_rmi, a_removed_name_is_gone)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_rmi, "app"), 0, "%s", buf_cstr(&b.err));
	cr_assert_str_eq(buf_cstr(&b.out), "removed docker.io/library/app:latest\n");
	cr_assert_eq(RUN(&b, command_rmi, "app"), 1);
	HAS(&b.err, "error: ");
	cr_assert_eq(RUN(&b, command_images, "-q"), 0);
	cr_assert_eq(b.out.n, 0);
}

Test(cli_rmi, an_image_without_a_name_goes_by_its_id)
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

Test(cli_rmi, a_name_that_is_not_there_keeps_none_of_the_others)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_rmi, "nosuch", "app", "nor:this"), 1);
	cr_assert_str_eq(buf_cstr(&b.out), "removed docker.io/library/app:latest\n");
	HAS(&b.err, "nosuch");
	HAS(&b.err, "nor:this");
}

Test(cli_rmi, usage)
{
	cr_assert_eq(RUN(&b, command_rmi, NULL), 2);
}
