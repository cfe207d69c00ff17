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

TestSuite(cli_history, .init = begin, .fini = end);

Test(cli_history, newest_first)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_history, "--json", "app"), 0, "%s", buf_cstr(&b.err));
	json_t *root = built_json(&b);
	json_t *copy = json_array_get(root, 2);

	cr_assert_eq(json_array_size(root), 4);
	cr_assert(json_is_true(json_object_get(json_array_get(root, 0), "empty_layer")));
	cr_assert(json_is_false(json_object_get(copy, "empty_layer")));
	cr_assert_gt(json_integer_value(json_object_get(copy, "size")), 0);
	json_decref(root);
	cr_assert_eq(RUN(&b, command_history, "app"), 0);
	HAS(&b.out, "CREATED BY");
	HAS(&b.out, "2001-09-09T01:46:40Z");
}

Test(cli_history, of_one_image_that_is_there)
{
	cr_assert_eq(RUN(&b, command_history, "nosuch"), 1);
	HAS(&b.err, "`lichen images` lists what is there");
	cr_assert_eq(RUN(&b, command_history, NULL), 2);
	cr_assert_eq(RUN(&b, command_history, "one", "two"), 2);
}
