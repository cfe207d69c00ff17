#include <sys/stat.h>

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

TestSuite(cli_prune, .init = begin, .fini = end);

Test(cli_prune, a_named_image_stays)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_prune, "-f"), 0, "%s", buf_cstr(&b.err));
	HAS(&b.out, "removed 0 objects");
	cr_assert_eq(RUN(&b, command_inspect, "app"), 0, "%s", buf_cstr(&b.err));
}

Test(cli_prune, all_takes_what_no_name_needs)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_rmi, "app"), 0);
	cr_assert_eq(RUN(&b, command_prune, "-f", "--all"), 0, "%s", buf_cstr(&b.err));
	LACKS(&b.out, "removed 0 objects");
	cr_assert_eq(RUN(&b, command_df, "--json"), 0, "%s", buf_cstr(&b.err));
	json_t *layers = json_object_get(built_json(&b), "layers");

	cr_assert_eq(json_integer_value(json_object_get(layers, "count")), 0);
	cr_assert_eq(json_integer_value(json_object_get(layers, "size")), 0);
}

Test(cli_prune, until_keeps_what_is_young)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_rmi, "app"), 0);
	cr_assert_eq(
		RUN(&b, command_prune, "-f", "-a", "--until", "24h"), 0, "%s", buf_cstr(&b.err));
	HAS(&b.out, "removed 0 objects");
}

/* One byte of the image's config is another. */
static void damage(struct built *built)
{
	char id[128];
	char path[256];

	built_id(built, id);
	snprintf(path, sizeof path, "%s/blobs/sha256/%s/data", built->store, id + 7);
	cr_assert_eq(chmod(path, 0600), 0, "%s", path);
	FILE *f = fopen(path, "r+");

	cr_assert_not_null(f);
	cr_assert(fseek(f, 20, SEEK_SET) == 0 && fputc('~', f) == '~' && fclose(f) == 0);
}

Test(cli_prune, verify_sees_damage)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_prune, "--verify"), 0, "%s", buf_cstr(&b.err));
	HAS(&b.out, "all whole");
	damage(&b);
	cr_assert_eq(RUN(&b, command_prune, "--verify"), 1);
	HAS(&b.err, "the store is damaged");
}

Test(cli_prune, amounts_that_are_none)
{
	static const char *const bad[] = {
		"", "h", "-1h", "1y", "99999999999999999999h", "18446744073709551615w"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cr_assert_eq(RUN(&b, command_prune, "-f", "--until", bad[i]), 2, "%s", bad[i]);
		HAS(&b.err, "--until takes 24h, 7d or 2w, not `");
	}
	cr_assert_eq(RUN(&b, command_prune, "-f", "--keep-storage", "10 parsecs"), 2);
	cr_assert_eq(
		RUN(&b, command_prune, "-f", "--keep-storage", "10GiB"), 0, "%s", buf_cstr(&b.err));
}

Test(cli_prune, what_scripts_read)
{
	built_app(&b);
	cr_assert_eq(RUN(&b, command_prune, "--verify", "--json"), 0, "%s", buf_cstr(&b.err));
	json_t *whole = built_json(&b);

	cr_assert_gt(json_integer_value(json_object_get(whole, "checked")), 0);
	cr_assert_eq(json_array_size(json_object_get(whole, "problems")), 0);
	damage(&b);
	cr_assert_eq(RUN(&b, command_prune, "--verify", "--json"), 1);
	json_t *broken = built_json(&b);

	cr_assert_gt(json_array_size(json_object_get(broken, "problems")), 0);
	cr_assert_eq(RUN(&b, command_rmi, "app"), 0);
	cr_assert_eq(RUN(&b, command_prune, "-af", "--json"), 0, "%s", buf_cstr(&b.err));
	json_t *gone = built_json(&b);

	cr_assert_gt(json_integer_value(json_object_get(gone, "removed")), 0);
	json_decref(whole);
	json_decref(broken);
	json_decref(gone);
}
