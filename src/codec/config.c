/* config - the OCI image configuration as a value: copied, added to and released. */
#include "codec/config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/vec.h"

void history_release(struct history *h)
{
	mem_release(&h->created);
	mem_release(&h->created_by);
	mem_release(&h->author);
	mem_release(&h->comment);
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
