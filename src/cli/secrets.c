/* secrets - the values of `--secret`, read where the command line says and held in memory. */
#include "cli/secrets.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/vec.h"
#include "build/paths.h"
#include "plan/csv.h"

/* One option taken apart; every field borrows from its list of words. */
struct wish {
	struct str id, path, variable, type;
};

static int set_field(struct wish *w, struct str field, struct err *e)
{
	struct str key;
	struct str value;

	str_cut(field, '=', &key, &value);
	if (str_eq(key, STR("id")))
		w->id = value;
	else if (str_eq(key, STR("src")) || str_eq(key, STR("source")))
		w->path = value;
	else if (str_eq(key, STR("env")))
		w->variable = value;
	else if (str_eq(key, STR("type")))
		w->type = value;
	else {
		err_set(e, ERR_USAGE, "--secret knows no `%.*s`", STR_FMT(key));
		return err_hint(e, "--secret id=NAME,src=PATH or --secret id=NAME,env=VARIABLE");
	}
	return 0;
}

/* Without a place the id is one: of a variable if there is one, else of a file, as docker has it.
 * src= after type=env names a variable. */
static int settle(struct wish *w, struct err *e)
{
	bool env = str_eq(w->type, STR("env"));

	if (w->type.n > 0 && !env && !str_eq(w->type, STR("file")))
		return err_set(
			e, ERR_USAGE, "--secret type is file or env, not `%.*s`", STR_FMT(w->type));
	if (w->id.n == 0)
		return err_set(e, ERR_USAGE, "--secret needs an id: id=NAME,src=PATH");
	if (w->path.n > 0 && w->variable.n > 0)
		return err_set(
			e, ERR_USAGE, "--secret `%.*s` has both src= and env=", STR_FMT(w->id));
	if (env && w->path.n > 0) {
		w->variable = w->path;
		w->path = STR("");
	}
	if (w->path.n > 0 || w->variable.n > 0)
		return 0;
	if (env || (w->type.n == 0 && getenv(w->id.p)))
		w->variable = w->id;
	else
		w->path = w->id;
	return 0;
}

static int read_value(const struct wish *w, struct buf *out, struct err *e)
{
	const char *value = w->variable.n > 0 ? getenv(w->variable.p) : NULL;

	if (w->path.n > 0)
		return paths_read(w->path.p, SECRET_BYTES_MAX, out, e);
	if (!value)
		return err_set(
			e, ERR_NOT_FOUND, "the variable `%.*s` is not set", STR_FMT(w->variable));
	if (strlen(value) > SECRET_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "the variable `%.*s` is longer than %d bytes",
			STR_FMT(w->variable), SECRET_BYTES_MAX);
	buf_cstr_add(out, value);
	return 0;
}

static void wipe(char *bytes, size_t n)
{
	if (bytes)
		explicit_bzero(bytes, n);
	free(bytes);
}

static int read_one(struct str option, struct secrets *out, struct err *e)
{
	AUTO(strs_release) struct strs words = {0};
	struct wish w = {STR(""), STR(""), STR(""), STR("")};
	struct buf value = {0};

	if (csv_read(option, &words, e) < 0)
		return err_set(e, ERR_USAGE, "--secret takes id=NAME,src=PATH or id=NAME,env=NAME");
	for (size_t i = 0; i < words.n; i++)
		if (set_field(&w, words.p[i], e) < 0)
			return -1;
	if (settle(&w, e) < 0)
		return -1;
	if (read_value(&w, &value, e) < 0) {
		wipe(value.p, value.capacity);
		return err_during(e, "reading the secret `%.*s`", STR_FMT(w.id));
	}
	struct str bytes = {buf_cstr(&value), value.n};

	(void)buf_take(&value); /* bytes has it now */
	vec_push(out, (struct build_secret){{str_dup(w.id), w.id.n}, bytes});
	return 0;
}

int secrets_read(const struct strs *options, struct secrets *out, struct err *e)
{
	for (size_t i = 0; i < options->n; i++)
		if (read_one(options->p[i], out, e) < 0)
			return -1;
	return 0;
}

void secrets_release(struct secrets *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free((char *)s->p[i].id.p);
		wipe((char *)s->p[i].value.p, s->p[i].value.n);
	}
	vec_release(s);
}
