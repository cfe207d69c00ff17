#include "codec/config.h"
#include "driven.h"
#include "store/blob.h"
#include "store/names.h"

static int config_of(const struct bench *b, const struct driven *d, struct config *out)
{
	AUTO(buf_release) struct buf json = {0};
	struct err e;

	CHECK_OK(blob_read(&b->store, &d->result.config, 1 << 20, &json, &e));
	CHECK_OK(config_parse(buf_str(&json), out, &e));
	return 0;
}

INSIDE(build_finish, a_config_with_its_history_and_times)
{
	AUTO(driven_release) struct driven d;
	AUTO(config_release) struct config config = {0};
	struct err e;

	driven_init(&d, b);
	CHECK_OK(driven_run(&d, b, "FROM scratch\nENV A=1\nCOPY <<x /x\ny\nx\nUSER 5:6\n", &e));
	CHECK(config_of(b, &d, &config) == 0);
	CHECK(config.diff_ids_n == 1 && config.history_n == 3);
	CHECK(config.history[0].empty_layer && !config.history[1].empty_layer);
	CHECK(strcmp(config.created, "2001-09-09T01:46:40Z") == 0);
	CHECK(strcmp(config.history[2].created, "2001-09-09T01:46:40Z") == 0);
	CHECK(strcmp(config.user, "5:6") == 0 && strcmp(config.os, "linux") == 0);
	return 0;
}

INSIDE(build_finish, a_default_user_is_a_layer_of_its_own)
{
	AUTO(driven_release) struct driven d;
	AUTO(config_release) struct config config = {0};
	struct err e;

	driven_init(&d, b);
	d.request.policy = (struct policy){.default_user = true};
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY <<x /x\ny\nx\n", &e));
	CHECK(config_of(b, &d, &config) == 0);
	CHECK(config.diff_ids_n == 2 && strcmp(config.user, "10001:10001") == 0);
	return 0;
}

/* The USER that passed before the first step is asked for again in the finished root. */
INSIDE(build_finish, a_name_is_looked_up_in_the_finished_root)
{
	static const char passwd[] = "FROM scratch\nCOPY <<p /etc/passwd\n"
				     "app:x:%s:5::/:/bin/sh\np\nUSER app\n";
	AUTO(driven_release) struct driven d;
	AUTO(config_release) struct config config = {0};
	char text[200];
	struct err e;

	driven_init(&d, b);
	d.request.policy = (struct policy){0};
	snprintf(text, sizeof text, passwd, "5");
	CHECK_OK(driven_run(&d, b, text, &e));
	CHECK(config_of(b, &d, &config) == 0 && strcmp(config.user, "5:5") == 0);
	snprintf(text, sizeof text, passwd, "0");
	CHECK(driven_run(&d, b, text, &e) == -1);
	CHECK(e.kind == ERR_POLICY && e.span.line == 5 && !d.result.image_made);
	return 0;
}

INSIDE(build_finish, every_tag_is_a_name)
{
	AUTO(driven_release) struct driven d;
	AUTO(stored_image_release) struct stored_image image = {0};
	struct err e;

	driven_init(&d, b);
	strs_add(&d.tags, STR("docker.io/library/a:1"));
	strs_add(&d.tags, STR("docker.io/library/b:2"));
	CHECK_OK(driven_run(&d, b, "FROM scratch\nCOPY <<x /x\ny\nx\nUSER 5:5\n", &e));
	CHECK_OK(names_find(&b->store, STR("docker.io/library/b:2"), &image, &e));
	CHECK(digest_eq(&image.config, &d.result.config));
	return 0;
}
