/* config - the OCI image configuration as a value: read, copied and released. */
#include "codec/config.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/vec.h"
#include "codec/json.h"

/* RFC 3339, by shape: each 0 is a digit. The text itself is kept, because its precision is part of
 * the base's history. */
static bool is_time(struct str s)
{
	static const char shape[] = "0000-00-00T00:00:00";
	static const char zone[] = "+00:00";

	if (s.n < sizeof shape || s.n > 40)
		return false;
	for (size_t i = 0; i < sizeof shape - 1; i++)
		if (shape[i] == '0' ? !ascii_is_digit(s.p[i]) : s.p[i] != shape[i])
			return false;
	s = str_from(s, sizeof shape - 1);
	if (s.p[0] == '.') {
		struct str digits = str_from(s, 1);

		s = str_trim_left(digits, "0123456789");
		if (s.n == digits.n)
			return false;
	}
	if (str_eq(s, STR("Z")))
		return true;
	if (s.n != sizeof zone - 1 || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (zone[i] == '0' ? !ascii_is_digit(s.p[i]) : s.p[i] != zone[i])
			return false;
	return true;
}

static int get_time(const struct json_t *object, const char *key, char **out, struct err *e)
{
	struct str s = {0};

	if (json_get_str(object, key, &s, e) < 0)
		return -1;
	if (!s.n)
		return 0;
	if (!is_time(s))
		return err_set(e, ERR_INVALID, "`%s` is not an RFC 3339 time", key);
	*out = str_dup(s);
	return 0;
}

static int read_env(const struct json_t *object, struct map *env, struct err *e)
{
	AUTO(strs_release) struct strs list = {0};

	if (json_get_strs(object, "Env", &list, e) < 0)
		return -1;
	for (size_t i = 0; i < list.n; i++) {
		struct str name, value;

		str_cut(list.p[i], '=', &name, &value);
		map_set(env, name, value);
	}
	return 0;
}

static int read_healthcheck(const struct json_t *object, struct healthcheck *h, struct err *e)
{
	const struct json_t *v = NULL;
	int there = json_get_object(object, "Healthcheck", &v, e);

	if (there <= 0)
		return there;
	h->set = true;
	if (json_get_strs(v, "Test", &h->test, e) < 0 ||
		json_get_int(v, "Interval", &h->interval_ns, e) < 0 ||
		json_get_int(v, "Timeout", &h->timeout_ns, e) < 0 ||
		json_get_int(v, "StartPeriod", &h->start_period_ns, e) < 0 ||
		json_get_int(v, "StartInterval", &h->start_interval_ns, e) < 0 ||
		json_get_int(v, "Retries", &h->retries, e) < 0)
		return err_during(e, "reading `Healthcheck`");
	if (h->interval_ns < 0 || h->timeout_ns < 0 || h->start_period_ns < 0 ||
		h->start_interval_ns < 0 || h->retries < 0)
		return err_set(e, ERR_INVALID, "`Healthcheck` has a negative number");
	return 0;
}

/* A list that may be there and empty, which an exec-form `CMD []` leaves behind. */
static int read_command(
	const struct json_t *object, const char *key, struct strs *out, bool *set, struct err *e)
{
	int there = json_get_strs(object, key, out, e);

	*set = there == 1;
	return there;
}

static int read_run_config(const struct json_t *root, struct config *c, struct err *e)
{
	const struct json_t *v = NULL;
	int there = json_get_object(root, "config", &v, e);

	if (there <= 0)
		return there;
	if (json_get_text(v, "User", &c->user, e) < 0 ||
		json_get_text(v, "WorkingDir", &c->working_dir, e) < 0 ||
		json_get_text(v, "StopSignal", &c->stop_signal, e) < 0 ||
		json_get_bool(v, "ArgsEscaped", &c->args_escaped, e) < 0)
		return -1;
	if (read_env(v, &c->env, e) < 0 ||
		read_command(v, "Entrypoint", &c->entrypoint, &c->entrypoint_set, e) < 0 ||
		read_command(v, "Cmd", &c->cmd, &c->cmd_set, e) < 0 ||
		json_get_strs(v, "Shell", &c->shell, e) < 0 ||
		json_get_strs(v, "OnBuild", &c->onbuild, e) < 0)
		return -1;
	if (json_get_keys(v, "ExposedPorts", &c->exposed_ports, e) < 0 ||
		json_get_keys(v, "Volumes", &c->volumes, e) < 0 ||
		json_get_map(v, "Labels", &c->labels, e) < 0)
		return -1;
	return read_healthcheck(v, &c->healthcheck, e);
}

static int read_diff_ids(const struct json_t *root, struct config *c, struct err *e)
{
	AUTO(strs_release) struct strs list = {0};
	const struct json_t *v = NULL;
	struct str type = {0};

	if (json_get_object(root, "rootfs", &v, e) < 0)
		return -1;
	if (!v)
		return err_set(e, ERR_INVALID, "no `rootfs`: not an image configuration");
	if (json_get_str(v, "type", &type, e) < 0 || json_get_strs(v, "diff_ids", &list, e) < 0)
		return err_during(e, "reading `rootfs`");
	if (!str_eq(type, STR("layers")))
		return err_set(e, ERR_INVALID, "`rootfs.type` is not `layers`");
	for (size_t i = 0; i < list.n; i++) {
		struct digest d;

		if (digest_parse(list.p[i], &d, e) < 0)
			return err_during(e, "reading `rootfs.diff_ids`");
		config_add_diff_id(c, &d);
	}
	return 0;
}

static void history_release(struct history *h)
{
	mem_release(&h->created);
	mem_release(&h->created_by);
	mem_release(&h->author);
	mem_release(&h->comment);
}

static int read_history_entry(const struct json_t *list, size_t i, struct history *h, struct err *e)
{
	const struct json_t *v = NULL;

	if (json_item(list, i, "history", &v, e) < 0 || get_time(v, "created", &h->created, e) < 0)
		return -1;
	if (json_get_text(v, "created_by", &h->created_by, e) < 0 ||
		json_get_text(v, "author", &h->author, e) < 0 ||
		json_get_text(v, "comment", &h->comment, e) < 0)
		return -1;
	return json_get_bool(v, "empty_layer", &h->empty_layer, e);
}

static int read_history(const struct json_t *root, struct config *c, struct err *e)
{
	const struct json_t *list = NULL;

	if (json_get_array(root, "history", &list, e) < 0)
		return -1;
	for (size_t i = 0; i < json_items(list); i++) {
		AUTO(history_release) struct history h = {0};

		if (read_history_entry(list, i, &h, e) < 0)
			return err_during(e, "reading `history`");
		config_add_history(c, &h);
	}
	return 0;
}

static int read_platform(const struct json_t *root, struct config *c, struct err *e)
{
	if (json_get_text(root, "architecture", &c->architecture, e) < 0 ||
		json_get_text(root, "os", &c->os, e) < 0 ||
		json_get_text(root, "variant", &c->variant, e) < 0 ||
		json_get_text(root, "os.version", &c->os_version, e) < 0 ||
		json_get_strs(root, "os.features", &c->os_features, e) < 0)
		return -1;
	return 0;
}

static int read_all(const struct json_t *root, struct config *c, struct err *e)
{
	if (read_platform(root, c, e) < 0 || get_time(root, "created", &c->created, e) < 0 ||
		json_get_text(root, "author", &c->author, e) < 0 ||
		read_run_config(root, c, e) < 0 || read_diff_ids(root, c, e) < 0)
		return -1;
	return read_history(root, c, e);
}

int config_parse(struct str json, struct config *out, struct err *e)
{
	AUTO(json_drop) struct json_t *root = NULL;
	AUTO(config_release) struct config c = {0};

	if (json_read(json, &root, e) < 0 || read_all(root, &c, e) < 0)
		return err_during(e, "reading an image configuration");
	*out = c;
	c = (struct config){0};
	return 0;
}

void config_add_diff_id(struct config *c, const struct digest *diff_id)
{
	c->diff_ids =
		vec_room(c->diff_ids, c->diff_ids_n, &c->diff_ids_capacity, sizeof *c->diff_ids);
	c->diff_ids[c->diff_ids_n++] = *diff_id;
}

void config_add_history(struct config *c, const struct history *h)
{
	c->history = vec_room(c->history, c->history_n, &c->history_capacity, sizeof *c->history);
	c->history[c->history_n++] = (struct history){
		.created = mem_strdup(h->created),
		.created_by = mem_strdup(h->created_by),
		.author = mem_strdup(h->author),
		.comment = mem_strdup(h->comment),
		.empty_layer = h->empty_layer,
	};
}

void config_match_history(struct config *c, size_t layers)
{
	size_t told = 0;

	for (size_t i = 0; i < c->history_n; i++) {
		struct history *h = &c->history[i];

		h->empty_layer = h->empty_layer || told >= layers;
		told += !h->empty_layer;
	}
	for (; told < layers; told++)
		config_add_history(c, &(struct history){.comment = "buildkit.exporter.image.v0"});
}

static void copy_texts(struct config *to, const struct config *from)
{
	to->architecture = mem_strdup(from->architecture);
	to->os = mem_strdup(from->os);
	to->variant = mem_strdup(from->variant);
	to->os_version = mem_strdup(from->os_version);
	to->created = mem_strdup(from->created);
	to->author = mem_strdup(from->author);
	to->user = mem_strdup(from->user);
	to->working_dir = mem_strdup(from->working_dir);
	to->stop_signal = mem_strdup(from->stop_signal);
}

static void copy_lists(struct config *to, const struct config *from)
{
	strs_copy(&to->os_features, &from->os_features);
	strs_copy(&to->entrypoint, &from->entrypoint);
	strs_copy(&to->cmd, &from->cmd);
	strs_copy(&to->shell, &from->shell);
	strs_copy(&to->onbuild, &from->onbuild);
	map_copy(&to->env, &from->env);
	map_copy(&to->exposed_ports, &from->exposed_ports);
	map_copy(&to->volumes, &from->volumes);
	map_copy(&to->labels, &from->labels);
	for (size_t i = 0; i < from->diff_ids_n; i++)
		config_add_diff_id(to, &from->diff_ids[i]);
	for (size_t i = 0; i < from->history_n; i++)
		config_add_history(to, &from->history[i]);
}

void config_copy(struct config *to, const struct config *from)
{
	if (to == from)
		return;
	config_release(to);
	copy_texts(to, from);
	copy_lists(to, from);
	to->entrypoint_set = from->entrypoint_set;
	to->cmd_set = from->cmd_set;
	to->args_escaped = from->args_escaped;
	to->healthcheck = from->healthcheck;
	to->healthcheck.test = (struct strs){0};
	strs_copy(&to->healthcheck.test, &from->healthcheck.test);
}

static void release_lists(struct config *c)
{
	strs_release(&c->os_features);
	strs_release(&c->entrypoint);
	strs_release(&c->cmd);
	strs_release(&c->shell);
	strs_release(&c->onbuild);
	strs_release(&c->healthcheck.test);
	map_release(&c->env);
	map_release(&c->exposed_ports);
	map_release(&c->volumes);
	map_release(&c->labels);
}

void config_release(struct config *c)
{
	release_lists(c);
	for (size_t i = 0; i < c->history_n; i++)
		history_release(&c->history[i]);
	free(c->history);
	free(c->diff_ids);
	free(c->architecture);
	free(c->os);
	free(c->variant);
	free(c->os_version);
	free(c->created);
	free(c->author);
	free(c->user);
	free(c->working_dir);
	free(c->stop_signal);
	*c = (struct config){0};
}
