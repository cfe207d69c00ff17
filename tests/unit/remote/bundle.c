/* bundle - names become tags and annotations. */
#include "remote/bundle.h"

#include <criterion/criterion.h>

#include "remote/sample.h"

Test(bundle, names_lose_their_digest_and_gain_a_tag)
{
	AUTO(sample_release) struct sample s;
	AUTO(index_release) struct index index = {0};
	AUTO(strs_release) struct strs tags = {0};
	struct err e;

	sample_init(&s, "a");
	sample_name(
		&s, "x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	sample_name(&s, "r.example/x:t");
	cr_assert_eq(bundle_repo_tags(&s.bundle, &tags, &e), 0);
	cr_assert_str_eq(tags.p[0].p, "x:latest");
	cr_assert_str_eq(tags.p[1].p, "r.example/x:t");
	cr_assert_eq(bundle_index(&s.bundle, false, &index, &e), 0);
	cr_assert_eq(index.manifests_n, 2);
	const struct str *full =
		map_get(&index.manifests[0].annotations, STR("io.containerd.image.name"));

	cr_assert(str_eq(*full, STR("docker.io/library/x:latest")));
}

Test(bundle, the_manifest_must_be_there)
{
	AUTO(sample_release) struct sample s;
	AUTO(manifest_release) struct manifest m = {0};
	struct err e;

	sample_init(&s, "a");
	cr_assert_eq(bundle_manifest(&s.bundle, &m, &e), 0);
	cr_assert_eq(m.layers_n, 1);
	s.bundle.n = 2;
	cr_assert_eq(bundle_manifest(&s.bundle, &m, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
}
