/* spelling - what a USER text is, from the text alone. */
#include "image/spelling.h"

#include "exec/user.h"

static int refuse_form(struct str text, const char *why, struct err *e)
{
	err_id(e, ERR_POLICY, "NR-03", "USER `%.*s` is not canonical: %s", STR_FMT(text), why);
	return err_hint(e, "write the account's name, or its number as `USER 10001:10001`");
}

static int read_number(struct str text, struct str s, uint32_t *out, struct err *e)
{
	unsigned long long value;

	if (!user_is_canonical_number(s))
		return refuse_form(text,
			"a number is decimal, without a sign, a prefix or leading zeros (runtimes "
			"read this one differently, some as root)",
			e);
	if (!str_to_u64(s, &value) || value > USER_ID_MAX) {
		err_id(e, ERR_POLICY, "NR-03",
			"USER `%.*s` is out of range; the kubelet would say \"container has "
			"runAsNonRoot and image has an invalid user id (%.*s). (Must be "
			"1-(2147483647))\"",
			STR_FMT(text), STR_FMT(s));
		return err_hint(e, "choose a number in 1..2147483647, such as `USER 10001:10001`");
	}
	*out = (uint32_t)value;
	return 0;
}

int spelling_read(struct str text, struct spelling *out, struct err *e)
{
	uint32_t gid;

	*out = (struct spelling){0};
	out->group_given = str_cut(text, ':', &out->user, &out->group);
	if (!user_is_plain(text))
		return refuse_form(
			text, "it has blanks, control characters or letters that are not ASCII", e);
	if (out->user.n == 0) {
		err_id(e, ERR_POLICY, "NR-02",
			"USER `%.*s` names no user, which is root; the kubelet would say "
			"\"container has runAsNonRoot and image will run as root\"",
			STR_FMT(text));
		return err_hint(e, "write the user too, such as `USER 10001%.*s`", STR_FMT(text));
	}
	if (str_find(out->group, ':') < out->group.n)
		return refuse_form(text, "it has more than one colon", e);
	if (user_looks_numeric(out->group) && read_number(text, out->group, &gid, e) < 0)
		return -1;
	out->numeric = user_looks_numeric(out->user);
	return out->numeric ? read_number(text, out->user, &out->uid, e) : 0;
}

bool spelling_is_root(const struct spelling *s)
{
	return s->numeric ? s->uid == 0 : str_eq(s->user, STR("root"));
}
