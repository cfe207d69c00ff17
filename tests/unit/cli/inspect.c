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

TestSuite(cli_inspect, .init = begin, .fini = end);

Test(cli_inspect, an_image_as_docker_shows_it)
{
	char id[128];

	built_app(&b);
	built_id(&b, id);
	cr_assert_eq(RUN(&b, command_inspect, "app", id), 0, "%s", buf_cstr(&b.err));
	json_t *root = built_json(&b);
	json_t *image = json_array_get(root, 0);
	json_t *config = json_object_get(image, "Config");

	cr_assert_eq(json_array_size(root), 2);
	cr_assert(json_equal(image, json_array_get(root, 1)));
	cr_assert_str_eq(json_string_value(json_object_get(image, "Id")), id);
	cr_assert_str_eq(json_string_value(json_object_get(image, "Os")), "linux");
	cr_assert_str_eq(
		json_string_value(json_object_get(image, "Created")), "2001-09-09T01:46:40Z");
	cr_assert_str_eq(json_string_value(json_object_get(config, "User")), "1000:1000");
	cr_assert_str_eq(json_string_value(json_object_get(json_object_get(config, "Labels"), "a")),
		"quoted \" text");
	cr_assert(json_is_true(json_object_get(image, "NonRoot")));
	cr_assert_gt(json_integer_value(json_object_get(image, "Size")), 0);
	json_decref(root);
}

Test(cli_inspect, what_is_not_there)
{
	cr_assert_eq(RUN(&b, command_inspect, "nobody"), 1);
	HAS(&b.err, "nobody");
	cr_assert_eq(b.out.n, 0, "nothing half is printed");
	cr_assert_eq(RUN(&b, command_inspect, NULL), 2);
}
