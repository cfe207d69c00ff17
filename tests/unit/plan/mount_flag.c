/* The flag's grammar alone; what bind makes of it is in bind_mount.c. */
#include "plan/mount_flag.h"

#include <criterion/criterion.h>

static int as_written(void *context, struct str raw, struct str *out, struct err *e)
{
	(void)context;
	(void)e;
	*out = raw;
	return 0;
}

static int never(void *context, struct str raw, struct str *out, struct err *e)
{
	(void)context;
	(void)raw;
	(void)out;
	return err_set(e, ERR_SYNTAX, "not expanded");
}

Test(plan_mount_flag, from_is_found_without_expanding)
{
	AUTO(buf_release) struct buf from = {0};
	struct err e;

	cr_assert_eq(mount_flag_from(STR("type=$T,FROM=a,target=$X,from=b"), &from, &e), 0);
	cr_expect_str_eq(buf_cstr(&from), "b");
	buf_clear(&from);
	cr_assert_eq(mount_flag_from(STR("target=/x"), &from, &e), 0);
	cr_expect_eq(from.n, 0);
	cr_expect_eq(mount_flag_from(STR("from=$A"), &from, &e), -1);
	cr_assert_eq(mount_flag_from(STR("from=a$"), &from, &e), 0, "a lone $ is no variable");
}

Test(plan_mount_flag, access_follows_the_type_unless_given)
{
	static const struct {
		const char *text;
		bool read_only;
	} cases[] = {{"target=/t", true}, {"target=/t,rw", false}, {"target=/t,rw=false", true},
		{"target=/t,readonly=0", false}, {"type=cache,target=/t", false},
		{"type=cache,target=/t,ro", true}, {"type=tmpfs,target=/t", false},
		{"type=secret,id=x", true}, {"ro,rw,target=/t", false}};
	const struct mount_expander expander = {as_written, NULL};
	struct mount_flag f;
	struct err e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cr_assert_eq(mount_flag_parse(str_of(cases[i].text), &expander, &f, &e), 0, "%s",
			e.text);
		cr_expect_eq(f.read_only, cases[i].read_only, "%s", cases[i].text);
	}
}

Test(plan_mount_flag, a_failing_expansion_fails_the_flag)
{
	const struct mount_expander expander = {never, NULL};
	struct mount_flag f;
	struct err e;

	cr_expect_eq(mount_flag_parse(STR("target=/t"), &expander, &f, &e), -1);
	cr_expect_str_eq(e.text, "not expanded");
}

Test(plan_mount_flag, the_type_counts_from_where_it_stands)
{
	const struct mount_expander expander = {as_written, NULL};
	struct mount_flag f;
	struct err e;

	cr_expect_eq(mount_flag_parse(STR("required,type=ssh"), &expander, &f, &e), -1);
	cr_expect_str_eq(e.hint, "write type= first");
	cr_expect_eq(mount_flag_parse(STR("type=ssh,required"), &expander, &f, &e), 0);
}
