#include "cli/stored.h"

#include "capture.h"
#include "store/blob.h"

static struct place place;
static struct store store;
static struct err e;

static void begin(void)
{
	store = STORE_NONE;
	place_open(&place);
	cr_assert_eq(store_open(&place.dir, STORE_SHARED, &store, &e), 0, "%s", e.text);
}

static void end(void)
{
	store_close(&store);
	place_close(&place);
}

TestSuite(cli_stored, .init = begin, .fini = end);

static void put(struct str json)
{
	struct stored_image image = {.name = "docker.io/library/app:latest", .made_s = 1};

	cr_assert_eq(blob_put(&store, json.p, json.n, &image.config, &e), 0, "%s", e.text);
	cr_assert_eq(names_put(&store, &image, &e), 0, "%s", e.text);
}

Test(cli_stored, a_name_leads_to_a_config)
{
	AUTO(stored_release) struct stored s = {0};

	put(STR("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"User\":\"5\"},"
		"\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"));
	cr_assert_eq(stored_find(&store, STR("app"), &s, &e), 0, "%s", e.text);
	cr_assert_str_eq(s.config.user, "5");
	cr_assert_eq(stored_size(&store, &s.config), 0);
}

Test(cli_stored, no_name_and_no_config)
{
	AUTO(stored_release) struct stored none = {0};
	AUTO(stored_release) struct stored broken = {0};

	cr_assert_eq(stored_find(&store, STR("app"), &none, &e), -1);
	cr_assert_eq(e.kind, ERR_NOT_FOUND);
	put(STR("[]"));
	cr_assert_eq(stored_find(&store, STR("app"), &broken, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
}

Test(cli_stored, names_as_they_are_listed)
{
	static const struct {
		const char *full, *name, *tag;
	} rows[] = {
		{"docker.io/library/app:latest", "app", "latest"},
		{"docker.io/me/app:2", "me/app", "2"},
		{"localhost:5000/app:1", "localhost:5000/app", "1"},
		{NULL, "<none>", "<none>"},
		{"Not A Name", "<none>", "<none>"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		AUTO(buf_release) struct buf name = {0};
		AUTO(buf_release) struct buf tag = {0};

		stored_name(rows[i].full, &name, &tag);
		cr_assert_str_eq(buf_cstr(&name), rows[i].name);
		cr_assert_str_eq(buf_cstr(&tag), rows[i].tag);
	}
}
