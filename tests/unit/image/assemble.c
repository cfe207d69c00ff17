#include "image/assemble.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void fill(struct config *c)
{
	struct digest d = digest_of("x", 1);

	c->architecture = mem_strdup("amd64");
	c->os = mem_strdup("linux");
	c->user = mem_strdup("root");
	map_set(&c->env, STR("PATH"), STR("/bin"));
	config_add_diff_id(c, &d);
}

static struct nonroot proof_of(const char *user)
{
	struct nonroot p = {0};

	strcpy(p.user, user);
	return p;
}

Test(image_assemble, emits_the_proofs_user_and_mark)
{
	AUTO(config_release) struct config c = {0}, back = {0};
	AUTO(image_release) struct image image = {0};
	struct nonroot proof = proof_of("10001:10001");
	struct digest d;
	struct err e;

	fill(&c);
	strcpy(proof.named, "app");
	cr_assert_eq(assemble(&c, &proof, &image, &e), 0);
	cr_assert_eq(config_parse(buf_str(&image.config_json), &back, &e), 0, "%s", e.text);
	cr_expect_str_eq(back.user, "10001:10001");
	cr_expect_str_eq(c.user, "root");
	d = digest_of(image.config_json.p, image.config_json.n);
	cr_expect(digest_eq(&d, &image.config_digest));
	cr_expect(digest_eq(&d, &image.manifest.config.digest));
	cr_expect_eq(image.manifest.config.size_bytes, image.config_json.n);
	cr_expect(str_eq(
		*map_get(&image.manifest.annotations, STR("io.lichen.nonroot")), STR("true")));
	cr_expect(str_eq(
		*map_get(&image.manifest.annotations, STR("io.lichen.user.name")), STR("app")));
}

Test(image_assemble, root_without_a_user_stays_without)
{
	AUTO(config_release) struct config c = {0}, back = {0};
	AUTO(image_release) struct image image = {0};
	struct nonroot proof = {.root_allowed = true, .reason = "legacy"};
	struct err e;

	fill(&c);
	cr_assert_eq(assemble(&c, &proof, &image, &e), 0);
	cr_assert_eq(config_parse(buf_str(&image.config_json), &back, &e), 0);
	cr_expect(!back.user || !*back.user);
	cr_expect(str_eq(
		*map_get(&image.manifest.annotations, STR("io.lichen.nonroot")), STR("false")));
}

Test(image_assemble, a_proof_nobody_filled_is_refused)
{
	AUTO(config_release) struct config c = {0};
	AUTO(image_release) struct image image = {0};
	struct nonroot proof = {0};
	struct err e;

	fill(&c);
	cr_expect_eq(assemble(&c, &proof, &image, &e), -1);
	cr_expect_eq(e.kind, ERR_INVALID);
}

Test(image_assemble, the_same_input_gives_the_same_bytes_again)
{
	AUTO(config_release) struct config c = {0};
	AUTO(image_release) struct image image = {0};
	AUTO(buf_release) struct buf first = {0}, second = {0};
	struct nonroot proof = proof_of("1:1");
	struct descriptor layer = {.media_type = "application/vnd.oci.image.layer.v1.tar+gzip",
		.digest = digest_of("l", 1),
		.size_bytes = 1};
	struct digest a, b;
	struct err e;

	fill(&c);
	cr_assert_eq(assemble(&c, &proof, &image, &e), 0);
	cr_assert_eq(assemble_manifest(&image, &layer, 1, &first, &a, &e), 0);
	cr_assert_eq(assemble(&c, &proof, &image, &e), 0);
	cr_assert_eq(assemble_manifest(&image, &layer, 1, &second, &b, &e), 0);
	cr_expect(str_eq(buf_str(&first), buf_str(&second)) && digest_eq(&a, &b));
	cr_assert_eq(assemble_manifest(&image, &layer, 1, &second, &b, &e), 0);
	cr_expect(digest_eq(&a, &b), "layers are replaced, not added");
	cr_expect_eq(assemble_manifest(&image, &layer, 0, &second, &b, &e), -1);
	cr_expect_eq(e.kind, ERR_INVALID);
}
