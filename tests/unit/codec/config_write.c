/* config_write - the same value gives the same bytes, and only what is set is written. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "codec/config.h"

static char *written(const struct config *c)
{
	struct buf b = {0};

	config_write(c, &b);
	return buf_take(&b);
}

Test(config_write, objects_are_written_sorted)
{
	AUTO(config_release) struct config c = {0};

	map_set(&c.labels, STR("b"), STR("2"));
	map_set(&c.labels, STR("a"), STR("1"));
	map_set(&c.volumes, STR("/z"), STR(""));
	map_set(&c.volumes, STR("/a"), STR(""));
	AUTO(mem_release) char *text = written(&c);

	cr_assert_str_eq(text, "{\"config\":{\"Volumes\":{\"/a\":{},\"/"
			       "z\":{}},\"Labels\":{\"a\":\"1\",\"b\":\"2\"}},"
			       "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
}

Test(config_write, an_empty_command_is_not_an_absent_one)
{
	AUTO(config_release) struct config c = {.cmd_set = true};
	AUTO(mem_release) char *text = written(&c);

	cr_assert_str_eq(
		text, "{\"config\":{\"Cmd\":[]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
}

Test(config_write, what_is_not_utf8_is_written_readably)
{
	AUTO(config_release) struct config c = {0}, again = {0};
	struct err e;

	map_set(&c.env, STR("A"), STR("\xff"));
	map_set(&c.volumes, STR("/\xfe"), STR(""));
	map_set(&c.volumes, STR("/\xff"), STR(""));
	AUTO(mem_release) char *text = written(&c);

	cr_assert_eq(config_parse(str_of(text), &again, &e), 0, "%s", e.text);
	cr_assert_eq(again.volumes.n, 1);
	cr_assert(str_eq(again.env.p[0].value, STR("\xef\xbf\xbd")));
}
