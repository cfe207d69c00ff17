#include "fixture.h"
#include "store/survey.h"

static enum hold hold_of(const struct survey *v, enum object_kind kind, const char *content)
{
	struct digest d = fixture_digest(content);
	const struct object *o = survey_find(v, kind, &d);

	cr_assert_not_null(o, "%s", content);
	return o->hold;
}

Test(hold, the_stronger_wins)
{
	struct fixture f;
	AUTO(survey_release) struct survey v = {0};
	struct digest lone = fixture_digest("lone");
	struct err e;

	fixture_begin(&f);
	fixture_image(&f, "docker.io/library/app:1", "in-image");
	fixture_step(&f, "a", "in-image");
	fixture_encoding(&f, "in-image", "its blob");
	fixture_step(&f, "b", "cached");
	fixture_encoding(&f, "cached", "cached blob");
	fixture_encoding(&f, "gone", "blob of a layer that is gone");
	fixture_layer(&f, &lone, "x");
	ok(survey_take(&f.store, &v, &e));
	ok(survey_hold_image(&v, &f.store, &v.images.p[0], HOLD_IMAGE, &e));
	survey_hold_cache(&v);
	cr_expect_eq(hold_of(&v, OBJECT_LAYER, "in-image"), HOLD_IMAGE);
	cr_expect_eq(hold_of(&v, OBJECT_BLOB, "its blob"), HOLD_IMAGE);
	cr_expect_eq(hold_of(&v, OBJECT_LAYER, "cached"), HOLD_CACHE);
	cr_expect_eq(hold_of(&v, OBJECT_BLOB, "cached blob"), HOLD_CACHE);
	cr_expect_eq(hold_of(&v, OBJECT_BLOB, "blob of a layer that is gone"), HOLD_NONE);
	cr_expect_eq(hold_of(&v, OBJECT_LAYER, "lone"), HOLD_NONE);
	const struct object *config = survey_find(&v, OBJECT_BLOB, &v.images.p[0].config);

	cr_assert_not_null(config);
	cr_expect_eq(config->hold, HOLD_IMAGE);
	fixture_end(&f);
}

Test(hold, an_image_that_lost_its_config_holds_what_is_left)
{
	struct fixture f;
	AUTO(survey_release) struct survey v = {0};
	struct stored_image broken = {.config = fixture_digest("no such config")};
	struct err e;

	fixture_begin(&f);
	fixture_step(&f, "key", "layer");
	broken.manifest = fixture_digest("not a manifest");
	fixture_encoding(&f, "layer", "not a manifest");
	ok(survey_take(&f.store, &v, &e));
	ok(survey_hold_image(&v, &f.store, &broken, HOLD_IMAGE, &e));
	cr_expect_eq(hold_of(&v, OBJECT_BLOB, "not a manifest"), HOLD_IMAGE);
	cr_expect_eq(hold_of(&v, OBJECT_LAYER, "layer"), HOLD_NONE);
	fixture_end(&f);
}
