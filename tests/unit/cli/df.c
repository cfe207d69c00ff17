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

TestSuite(cli_df, .init = begin, .fini = end);

Test(cli_df, shows_every_kind)
{
	static const char *const kinds[] = {"images", "layers", "blobs", "steps", "mounts", "work"};

	built_app(&b);
	cr_assert_eq(RUN(&b, command_df, NULL), 0, "%s", buf_cstr(&b.err));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		HAS(&b.out, kinds[i]);
}

Test(cli_df, usage)
{
	cr_assert_eq(RUN(&b, command_df, "images"), 2);
	HAS(&b.err, "`lichen df` takes options alone, not `images`");
}
