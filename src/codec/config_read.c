/* config_read - the image configuration out of its JSON: every field checked, unknown ones dropped.
 */
#include "codec/config.h"
#include "codec/json.h"
#include "codec/rfc3339.h"

static int get_time(const struct json_t *object, const char *key, char **out, struct err *e)
{
	struct str s = {0};

	if (json_get_str(object, key, &s, e) < 0)
		return -1;
	if (!s.n)
		return 0;
	if (!rfc3339_is(s))
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
