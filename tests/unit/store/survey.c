#include "store/survey.h"

#include "fixture.h"
#include "store/place.h"

Test(survey, sees_everything)
{
	struct fixture f;
	AUTO(survey_release) struct survey v = {0};
	struct digest layer = fixture_digest("layer"), absent = fixture_digest("absent");
	struct digest key = fixture_digest("other key");
	struct err e;

	fixture_begin(&f);
	fixture_image(&f, "docker.io/library/app:1", "in-image");
	fixture_step(&f, "key", "layer");
	fixture_encoding(&f, "layer", "compressed");
	ok(tree_write(&f.root, place_of("steps", &key, "").path, 0600, "?", 1, &e));
	ok(survey_take(&f.store, &v, &e));
	cr_expect_eq(v.images.n, 1);
	cr_expect_eq(v.objects.n, 4); /* two layers, a config, a compressed layer */
	cr_expect_eq(v.entries.n, 3);
	cr_expect_null(survey_find(&v, OBJECT_LAYER, &absent));
	cr_expect_null(survey_find(&v, OBJECT_BLOB, &layer));
	const struct object *o = survey_find(&v, OBJECT_LAYER, &layer);

	cr_assert_not_null(o);
	cr_expect(o->trusted && o->disk_bytes == 8192 && o->used_s > 0);
	cr_expect_str_eq(o->boot, f.store.boot_id);
	size_t damaged = 0;

	for (size_t i = 0; i < v.entries.n; i++)
		damaged += v.entries.p[i].damaged;
	cr_expect_eq(damaged, 1);
	fixture_end(&f);
}

Test(survey, measures_a_directory)
{
	struct fixture f;
	uint64_t empty = 0, full = 0, absent = 1;
	char bytes[65536] = {1};
	struct err e;

	fixture_begin(&f);
	ok(survey_disk_bytes(&f.store, "mounts", &empty, &e));
	ok(tree_write(&f.root, "mounts/file", 0600, bytes, sizeof bytes, &e));
	ok(survey_disk_bytes(&f.store, "mounts", &full, &e));
	cr_expect(full >= empty + sizeof bytes);
	ok(survey_disk_bytes(&f.store, "mounts/absent", &absent, &e));
	cr_expect_eq(absent, 0);
	fixture_end(&f);
}
