/* accounts - what a rootfs's passwd file says that would make a USER mean two things. */
#include "image/accounts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"
#include "exec/user.h"

struct account {
	struct str name;
	unsigned long long uid;
	size_t line; /* keeps the file's order among equals */
};

struct account_list {
	VEC(struct account) list;
};

static bool is_number(struct str name)
{
	return str_trim_left(name, "0123456789").n == 0;
}

static bool is_odd(struct str name)
{
	if (name.n == 0 || is_number(name) || name.p[0] == '+' || name.p[0] == '-')
		return true;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] <= ' ' || name.p[i] == 0x7f)
			return true;
	return false;
}

static void copy_name(char *out, size_t size, struct str name)
{
	snprintf(out, size, "%.*s", STR_FMT(name));
}

/* Comments and blank lines are no accounts; a line without a readable uid cannot make anybody
 * somebody. */
static bool read_line(struct str line, struct account *out)
{
	struct str rest, password, uid, ignored;

	if (str_trim(line).n == 0 || line.p[0] == '#')
		return false;
	return str_cut(line, ':', &out->name, &rest) && str_cut(rest, ':', &password, &rest) &&
	       str_cut(rest, ':', &uid, &ignored) && str_to_u64(uid, &out->uid);
}

static int by_uid(const void *a, const void *b)
{
	const struct account *x = a, *y = b;

	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static void find_twice(struct account_list *all, struct accounts *out)
{
	if (all->list.n > 0)
		qsort(all->list.p, all->list.n, sizeof *all->list.p, by_uid);
	for (size_t i = 1; i < all->list.n; i++) {
		const struct account *a = &all->list.p[i - 1], *b = &all->list.p[i];

		if (a->uid != b->uid || a->uid == 0)
			continue;
		copy_name(out->twice[0], sizeof out->twice[0], a->name);
		copy_name(out->twice[1], sizeof out->twice[1], b->name);
		return;
	}
}

static void read_accounts(struct str text, struct accounts *out)
{
	struct account_list all = {0};

	for (size_t number = 0; text.n > 0; number++) {
		struct account a = {.line = number};
		struct str line;

		str_cut(text, '\n', &line, &text);
		if (!read_line(line, &a))
			continue;
		if (!out->odd_name[0] && is_odd(a.name))
			copy_name(out->odd_name, sizeof out->odd_name,
				a.name.n > 0 ? a.name : STR("(empty)"));
		out->roots += a.uid == 0;
		vec_push(&all.list, a);
	}
	find_twice(&all, out);
	vec_release(&all.list);
}

int accounts_read(const struct rootfs *root, struct accounts *out, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};

	*out = (struct accounts){0};
	if (rootfs_read(root, "/etc/passwd", USER_FILE_BYTES_MAX, &text, e) < 0) {
		if (e->kind != ERR_NOT_FOUND)
			return err_during(e, "checking the image's accounts");
		err_clear(e);
		return 0;
	}
	read_accounts(buf_str(&text), out);
	return 0;
}
