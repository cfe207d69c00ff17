/* config_write - the image configuration as compact JSON.
 *
 * The members stand in the order in which BuildKit's exporter leaves them (top level sorted by
 * name, `config` in the order of the specification, docker's additions last), so that a diff
 * against an image from there shows content only.
 */
#include "codec/config.h"
#include "codec/json.h"

static void put_keys_if(struct json_writer *w, const char *key, const struct map *keys)
{
	if (keys->n)
		json_put_keys(w, key, keys);
}

static void put_env(struct json_writer *w, const struct map *env)
{
	AUTO(buf_release) struct buf line = {0};

	if (!env->n)
		return;
	json_open_array(w, "Env");
	for (size_t i = 0; i < env->n; i++) {
		buf_clear(&line);
		buf_str_add(&line, env->p[i].key);
		buf_char(&line, '=');
		buf_str_add(&line, env->p[i].value);
		json_put_str(w, NULL, buf_str(&line));
	}
	json_close_array(w);
}

static void put_strs_if(struct json_writer *w, const char *key, const struct strs *values, bool set)
{
	if (set || values->n)
		json_put_strs(w, key, values);
}

static void put_int_if(struct json_writer *w, const char *key, int64_t value)
{
	if (value)
		json_put_int(w, key, value);
}

static void put_healthcheck(struct json_writer *w, const struct healthcheck *h)
{
	if (!h->set)
		return;
	json_open_object(w, "Healthcheck");
	put_strs_if(w, "Test", &h->test, false);
	put_int_if(w, "Interval", h->interval_ns);
	put_int_if(w, "Timeout", h->timeout_ns);
	put_int_if(w, "StartPeriod", h->start_period_ns);
	put_int_if(w, "StartInterval", h->start_interval_ns);
	put_int_if(w, "Retries", h->retries);
	json_close_object(w);
}

static void put_run_config(struct json_writer *w, const struct config *c)
{
	json_open_object(w, "config");
	json_put_text(w, "User", c->user);
	put_keys_if(w, "ExposedPorts", &c->exposed_ports);
	put_env(w, &c->env);
	put_strs_if(w, "Entrypoint", &c->entrypoint, c->entrypoint_set);
	put_strs_if(w, "Cmd", &c->cmd, c->cmd_set);
	put_keys_if(w, "Volumes", &c->volumes);
	json_put_text(w, "WorkingDir", c->working_dir);
	if (c->labels.n)
		json_put_map(w, "Labels", &c->labels);
	json_put_text(w, "StopSignal", c->stop_signal);
	if (c->args_escaped)
		json_put_bool(w, "ArgsEscaped", true);
	put_healthcheck(w, &c->healthcheck);
	put_strs_if(w, "OnBuild", &c->onbuild, false);
	put_strs_if(w, "Shell", &c->shell, false);
	json_close_object(w);
}

static void put_history(struct json_writer *w, const struct config *c)
{
	if (!c->history_n)
		return;
	json_open_array(w, "history");
	for (size_t i = 0; i < c->history_n; i++) {
		const struct history *h = &c->history[i];

		json_open_object(w, NULL);
		json_put_text(w, "created", h->created);
		json_put_text(w, "created_by", h->created_by);
		json_put_text(w, "author", h->author);
		json_put_text(w, "comment", h->comment);
		if (h->empty_layer)
			json_put_bool(w, "empty_layer", true);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_rootfs(struct json_writer *w, const struct config *c)
{
	json_open_object(w, "rootfs");
	json_put_text(w, "type", "layers");
	json_open_array(w, "diff_ids");
	for (size_t i = 0; i < c->diff_ids_n; i++)
		json_put_text(w, NULL, digest_text(&c->diff_ids[i]).text);
	json_close_array(w);
	json_close_object(w);
}

void config_write(const struct config *c, struct buf *out)
{
	struct json_writer w = {.out = out};

	json_open_object(&w, NULL);
	json_put_text(&w, "architecture", c->architecture);
	json_put_text(&w, "author", c->author);
	put_run_config(&w, c);
	json_put_text(&w, "created", c->created);
	put_history(&w, c);
	json_put_text(&w, "os", c->os);
	put_strs_if(&w, "os.features", &c->os_features, false);
	json_put_text(&w, "os.version", c->os_version);
	put_rootfs(&w, c);
	json_put_text(&w, "variant", c->variant);
	json_close_object(&w);
}
