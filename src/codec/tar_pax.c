/* tar_pax - what a PAX extended header says about the next entry. */
#include "codec/tar_pax.h"

#include "base/mem.h"
#include "codec/tar.h"
#include "codec/tar_block.h"

enum { XATTRS_MAX = 1000 };

static int wrong(const char *what, struct err *e)
{
	return err_set(e, ERR_INVALID, "a PAX header with a wrong %s", what);
}

static int set_text(char **to, struct str value, const char *what, struct err *e)
{
	if (str_has_nul(value))
		return wrong(what, e);
	mem_release(to);
	*to = str_dup(value);
	return 0;
}

static int set_number(uint64_t *to, bool *has, struct str value, const char *what, struct err *e)
{
	unsigned long long n = 0;

	if (!str_to_u64(value, &n) || n > INT64_MAX)
		return wrong(what, e);
	*to = n;
	*has = true;
	return 0;
}

/* Whole seconds, towards the past: -0.5 is in the second that begins at -1. */
static int set_mtime(struct tar_pax *p, struct str value, struct err *e)
{
	bool negative = value.n && value.p[0] == '-';
	struct str whole, fraction;
	unsigned long long seconds = 0;

	str_cut(str_from(value, negative ? 1 : 0), '.', &whole, &fraction);
	if (!str_to_u64(whole, &seconds) || seconds > (unsigned long long)TAR_MTIME_MAX)
		return wrong("mtime", e);
	if (str_trim_left(fraction, "0123456789").n)
		return wrong("mtime", e);
	p->mtime_s = negative ? -(int64_t)seconds : (int64_t)seconds;
	if (negative && str_trim_left(fraction, "0").n)
		p->mtime_s--;
	p->has_mtime = true;
	return 0;
}

static int set_xattr(struct tar_pax *p, struct str name, struct str value, struct err *e)
{
	if (!name.n || name.n > TAR_NAME_BYTES || str_has_nul(name))
		return wrong("extended attribute's name", e);
	if (p->xattrs.n >= XATTRS_MAX)
		return err_set(e, ERR_LIMIT, "over %d extended attributes on one file", XATTRS_MAX);
	map_set(&p->xattrs, name, value);
	return 0;
}

/* Keys that are not known change nothing, as the format wants; an empty value takes the record
 * back, except for an attribute, whose value may be empty. */
static int apply(struct tar_pax *p, struct str key, struct str value, struct err *e)
{
	static const struct str xattr = {"SCHILY.xattr.", 13};

	if (str_starts(key, xattr))
		return set_xattr(p, str_from(key, xattr.n), value, e);
	if (str_starts(key, STR("GNU.sparse."))) {
		err_set(e, ERR_UNSUPPORTED, "a sparse file in a tar");
		return err_hint(e, "pack it without --sparse");
	}
	if (!value.n)
		return 0;
	if (str_eq(key, STR("path")))
		return set_text(&p->path, value, "path", e);
	if (str_eq(key, STR("linkpath")))
		return set_text(&p->link, value, "linkpath", e);
	if (str_eq(key, STR("size")))
		return set_number(&p->size_bytes, &p->has_size, value, "size", e);
	if (str_eq(key, STR("uid")))
		return set_number(&p->uid, &p->has_uid, value, "uid", e);
	if (str_eq(key, STR("gid")))
		return set_number(&p->gid, &p->has_gid, value, "gid", e);
	if (str_eq(key, STR("mtime")))
		return set_mtime(p, value, e);
	return 0;
}

/* Cuts "<length> <key>=<value>\n" off *records. */
static int cut_record(struct str *records, struct str *key, struct str *value, struct err *e)
{
	struct str digits, rest;
	unsigned long long length = 0;

	/* str_cut would search a megabyte for each record if there were no blank near. */
	if (!str_cut(str_upto(*records, 10), ' ', &digits, &rest) || !str_to_u64(digits, &length))
		return wrong("record length", e);
	if (length < digits.n + 2 || length > records->n || records->p[length - 1] != '\n')
		return wrong("record length", e);
	struct str body = {records->p + digits.n + 1, length - digits.n - 2};

	if (!str_cut(body, '=', key, value) || !key->n)
		return wrong("record", e);
	*records = str_from(*records, length);
	return 0;
}

int tar_pax_parse(struct str records, struct tar_pax *out, struct err *e)
{
	AUTO(tar_pax_release) struct tar_pax p = {0};

	while (records.n) {
		struct str key, value;

		if (cut_record(&records, &key, &value, e) < 0 || apply(&p, key, value, e) < 0)
			return -1;
	}
	*out = p;
	p = (struct tar_pax){0};
	return 0;
}

void tar_pax_release(struct tar_pax *p)
{
	mem_release(&p->path);
	mem_release(&p->link);
	map_release(&p->xattrs);
	*p = (struct tar_pax){0};
}
