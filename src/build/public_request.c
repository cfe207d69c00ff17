/* public_request - the options of lichen_build() as the driver's request. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/vec.h"
#include "build/asked_platform.h"
#include "build/paths.h"
#include "build/public.h"
#include "build/reference.h"
#include "sys/fd.h"
#include "sys/hostpath.h"

static void add_pairs(struct map *to, const struct lichen_pair *list)
{
	for (; list && list->name; list++)
		map_set(to, str_of(list->name), str_of(list->value));
}

static int add_tags(struct strs *to, const char *const *tags, struct err *e)
{
	for (; tags && *tags; tags++)
		if (reference_add(to, str_of(*tags), e) < 0)
			return -1;
	return 0;
}

static int add_output(const struct lichen_output *o, struct public_request *r, struct err *e)
{
	static const enum output_kind kinds[] = {
		[LICHEN_OUTPUT_OCI_LAYOUT] = OUTPUT_OCI,
		[LICHEN_OUTPUT_OCI_ARCHIVE] = OUTPUT_OCI,
		[LICHEN_OUTPUT_DOCKER_ARCHIVE] = OUTPUT_DOCKER,
		[LICHEN_OUTPUT_DIRECTORY] = OUTPUT_LOCAL,
		[LICHEN_OUTPUT_TAR] = OUTPUT_TAR,
	};
	static const enum zip_kind zips[] = {
		[LICHEN_COMPRESSION_GZIP] = ZIP_GZIP,
		[LICHEN_COMPRESSION_ZSTD] = ZIP_ZSTD,
		[LICHEN_COMPRESSION_NONE] = ZIP_NONE,
	};
	struct output out = {.parent = TREE_NONE, .fd = -1};
	bool make = o->kind == LICHEN_OUTPUT_OCI_LAYOUT || o->kind == LICHEN_OUTPUT_DIRECTORY;

	if ((unsigned)o->kind > LICHEN_OUTPUT_TAR ||
		(unsigned)o->compression > LICHEN_COMPRESSION_NONE || !o->path || !o->path[0])
		return err_set(e, ERR_USAGE, "an output needs a path and a known kind");
	out.kind = kinds[o->kind];
	out.compression = zips[o->compression];
	out.directory = o->kind == LICHEN_OUTPUT_OCI_LAYOUT;
	if (paths_parent(o->path, make, &out.parent, (char **)&out.name, e) < 0)
		return err_during(e, "opening the place of the output `%s`", o->path);
	r->outputs = vec_room(r->outputs, r->outputs_n, &r->outputs_capacity, sizeof *r->outputs);
	r->outputs[r->outputs_n++] = out;
	return 0;
}

static void add_secrets(struct public_request *r, const struct lichen_secret *list)
{
	for (; list && list->id; list++)
		vec_push(&r->secrets, (struct build_secret){str_of(list->id),
					      (struct str){list->bytes_count ? list->bytes : "",
						      list->bytes_count}});
}

static int add_agents(struct public_request *r, const struct lichen_pair *list, struct err *e)
{
	for (; list && list->name; list++) {
		int fd = -1;

		if (!list->value || hostpath_socket(list->value, &fd, e) < 0) {
			if (!list->value)
				err_set(e, ERR_USAGE, "it has no socket");
			return err_during(e, "opening the agent `%s`", list->name);
		}
		vec_push(&r->agents, (struct build_agent){str_of(list->name), fd});
	}
	return 0;
}

int public_request_check(const struct lichen_build_options *o, struct err *e)
{
	if (!o->context || !o->store)
		return err_set(e, ERR_USAGE, "a build needs a context and a store");
	if (o->root_reason && !o->root_reason[0])
		return err_set(e, ERR_USAGE, "the reason for root is empty");
	if (o->epoch_s && *o->epoch_s < 0)
		return err_set(e, ERR_USAGE, "the epoch is before 1970");
	return asked_platform(o->platform, e);
}

static void fill(const struct lichen_build_options *o, struct public_request *r)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	r->request = (struct build_request){
		.dockerfile_name = r->inputs.dockerfile_name,
		.dockerfile = buf_str(&r->inputs.dockerfile),
		.context_name = r->inputs.shown,
		.context = r->inputs.context.tree,
		.context_made = r->inputs.context.made,
		.context_modified_s = r->inputs.context.modified_s,
		.ignore_name = r->inputs.ignore_name,
		.ignore = buf_str(&r->inputs.ignore),
		.plan = {.target = o->target,
			.build_args = &r->build_args,
			.contexts = &r->contexts,
			.platform = o->platform},
		.bind = {.build_args = &r->build_args,
			.labels = &r->labels,
			.hostname = BIND_HOSTNAME,
			.network = o->network_none ? NETWORK_NONE : NETWORK_HOST},
		.policy = {.allow_root = o->root_reason != NULL,
			.reason = o->root_reason,
			.user = o->user,
			.default_user = o->default_user},
		.tags = &r->tags,
		.secrets = r->secrets.p,
		.secrets_n = r->secrets.n,
		.agents = r->agents.p,
		.agents_n = r->agents.n,
		.outputs = r->outputs,
		.outputs_n = r->outputs_n,
		.host = paths_opener(),
		.resolv_conf = buf_str(&r->resolv_conf),
		.epoch_s = o->epoch_s ? *o->epoch_s : -1,
		.now_s = time(NULL),
		.jobs = o->jobs          ? (int)o->jobs
			: processors > 0 ? (int)processors
					 : 1,
		.cancel_fd = o->cancel_fd ? *o->cancel_fd : -1,
		.no_cache = o->no_cache,
	};
}

static int open_inputs(const struct lichen_build_options *o, const struct store *store,
	struct public_request *r, struct err *e)
{
	if (inputs_open(o->dockerfile, o->context, &r->inputs, e) < 0)
		return -1;
	fill(o, r);
	struct context_means means = context_means_of(&r->request, store, true);

	return inputs_fetch(&r->inputs, &means, e);
}

int public_request_make(const struct lichen_build_options *o, const struct store *store,
	struct public_request *r, struct err *e)
{
	if (add_tags(&r->tags, o->tags, e) < 0 || add_agents(r, o->agents, e) < 0)
		return -1;
	add_secrets(r, o->secrets);
	add_pairs(&r->build_args, o->build_args);
	if (open_inputs(o, store, r, e) < 0)
		return -1;
	add_pairs(&r->labels, o->labels);
	add_pairs(&r->contexts, o->contexts);
	for (unsigned i = 0; i < o->outputs_count; i++)
		if (add_output(&o->outputs[i], r, e) < 0)
			return -1;
	paths_resolv_conf(o->resolv_conf, &r->resolv_conf);
	fill(o, r);
	return 0;
}

void public_request_release(struct public_request *r)
{
	for (size_t i = 0; i < r->outputs_n; i++) {
		tree_close(&r->outputs[i].parent);
		free((char *)r->outputs[i].name);
	}
	vec_drop(&r->outputs);
	r->outputs_n = r->outputs_capacity = 0;
	for (size_t i = 0; i < r->agents.n; i++)
		fd_close(&r->agents.p[i].fd);
	vec_release(&r->agents);
	vec_release(&r->secrets);
	buf_release(&r->resolv_conf);
	strs_release(&r->tags);
	map_release(&r->build_args);
	map_release(&r->labels);
	map_release(&r->contexts);
	inputs_release(&r->inputs);
}
