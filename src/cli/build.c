/* build - the command `lichen build`: its options become a request, its result lines and files. */
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "build/build.h"
#include "build/inputs.h"
#include "build/paths.h"
#include "build/reference.h"
#include "cli/agents.h"
#include "cli/annotations.h"
#include "cli/build_choices.h"
#include "cli/build_options.h"
#include "cli/cache_flags.h"
#include "cli/call.h"
#include "cli/command.h"
#include "cli/git_settings.h"
#include "cli/host.h"
#include "cli/output.h"
#include "cli/printable.h"
#include "cli/run_options.h"
#include "cli/secrets.h"
#include "cli/show.h"
#include "cli/show_json.h"
#include "sys/fd.h"
#include "sys/idmap.h"

/* Everything that the command holds while it runs. */
struct session {
	struct build_options options;
	struct strs operands;
	struct inputs inputs;
	struct strs tags;
	struct outputs outputs;
	struct secrets secrets;
	struct agents agents;
	struct git_settings git;
	struct run_options run;
	struct show show;
	struct build_request request;
	struct build_result result;
};

static void session_release(struct session *s)
{
	build_result_release(&s->result);
	show_release(&s->show);
	run_options_release(&s->run);
	git_settings_release(&s->git);
	agents_release(&s->agents);
	secrets_release(&s->secrets);
	outputs_release(&s->outputs);
	strs_release(&s->tags);
	inputs_release(&s->inputs);
	strs_release(&s->operands);
	build_options_release(&s->options);
}

static void request_inputs(struct session *s)
{
	struct build_request *r = &s->request;

	r->dockerfile_name = s->inputs.dockerfile_name;
	r->dockerfile = buf_str(&s->inputs.dockerfile);
	r->context_name = s->inputs.shown;
	r->context = s->inputs.context.tree;
	r->context_made = s->inputs.context.made;
	r->context_modified_s = s->inputs.context.modified_s;
	r->ignore_name = s->inputs.ignore_name;
	r->ignore = buf_str(&s->inputs.ignore);
}

static int make_request(struct session *s, struct err *e)
{
	struct build_options *o = &s->options;
	struct build_request *r = &s->request;

	*r = (struct build_request){
		.plan = {.target = o->target,
			.build_args = &o->build_args,
			.contexts = &o->contexts,
			.platform = o->platform ? o->platform : host_platform()},
		.bind = {.build_args = &o->build_args,
			.labels = &o->labels,
			.hostname = BIND_HOSTNAME,
			.hosts = &s->run.hosts,
			.limits = s->run.limits.p,
			.limits_n = s->run.limits.n,
			.shm_bytes = s->run.shm_bytes},
		.annotations = &o->annotations,
		.tags = &s->tags,
		.outputs = s->outputs.p,
		.outputs_n = s->outputs.n,
		.secrets = s->secrets.p,
		.secrets_n = s->secrets.n,
		.agents = s->agents.p,
		.agents_n = s->agents.n,
		.host = paths_opener(),
		.git = git_settings_host(&s->git),
		.resolv_conf = buf_str(&s->run.resolv_conf),
		.ca_file = host_authorities(),
		.now_s = time(NULL),
		.jobs = o->jobs ? o->jobs : (int)sysconf(_SC_NPROCESSORS_ONLN),
		.cancel_fd = -1,
		.no_cache = o->no_cache,
		.no_cache_stages = &o->no_cache_stages,
	};
	return build_choices_read(o, r, e);
}

static void warn_of(const struct session *s, const char *id, struct str text)
{
	event_emit(&s->show.sink,
		&(struct event){
			.kind = EVENT_WARNING, .stage = -1, .id = str_of(id), .text = text});
}

/* Other machines' caches are taken for granted by nobody: the build is right without them. */
static void warn_unused(const struct session *s)
{
	const struct build_options *o = &s->options;

	if (o->cache_from.n + o->cache_to.n > 0)
		warn_of(s, "CacheUnused",
			STR("--cache-from and --cache-to come with registries, and are not used "
			    "yet"));
	for (size_t i = 0; i < o->notes.n; i++)
		warn_of(s, "OptionUnused", o->notes.p[i]);
}

static int read_annotations(struct session *s, struct err *e)
{
	struct build_options *o = &s->options;

	if (s->outputs.annotations_left)
		strs_add(&o->notes, annotations_left_note);
	return annotations_read(
		&o->annotations, o->platform ? o->platform : host_platform(), &o->notes, e);
}

static int open_session(struct session *s, struct err *e)
{
	enum show_mode mode = SHOW_PLAIN;

	if (s->operands.n != 1) {
		err_set(e, ERR_USAGE,
			"`lichen build` takes one context: a directory, `-` or a URL");
		return err_hint(e, "lichen build -t NAME .");
	}
	if (build_choices_mode(&s->options, &mode, e) < 0)
		return -1;
	for (size_t i = 0; i < s->options.tags.n; i++)
		if (reference_add(&s->tags, s->options.tags.p[i], e) < 0)
			return -1;
	if (cache_flags_check(&s->options.cache_from, CACHE_FROM, e) < 0 ||
		cache_flags_check(&s->options.cache_to, CACHE_TO, e) < 0)
		return -1;
	agents_for_context(s->operands.p[0].p, &s->options.agents);
	if (s->options.ignorefile)
		s->inputs.ignorefile = mem_strdup(s->options.ignorefile);
	if (outputs_parse(&s->options.outputs, &s->outputs, e) < 0 ||
		run_options_read(&s->options, &s->run, e) < 0 || read_annotations(s, e) < 0 ||
		secrets_read(&s->options.secrets, &s->secrets, e) < 0 ||
		agents_open(&s->options.agents, &s->agents, e) < 0 ||
		inputs_open(s->options.file, s->operands.p[0].p, &s->inputs, e) < 0)
		return -1;
	git_settings_read(&s->git);
	show_init(&s->show, mode, s->inputs.dockerfile_name);
	warn_unused(s);
	return make_request(s, e);
}

/* What only the inside can make: the files of a context that is no directory. */
static int fetch_inputs(struct session *s, const struct store *store, struct err *e)
{
	bool far = s->inputs.pending && s->inputs.kind != CONTEXT_STDIN;
	struct event event = {
		.kind = EVENT_TASK_STARTED, .stage = -1, .name = str_of(s->inputs.shown)};

	if (far)
		event_emit(&s->show.sink, &event);
	struct context_means means = context_means_of(&s->request, store, true);

	if (inputs_fetch(&s->inputs, &means, e) < 0)
		return -1;
	s->show.file = s->inputs.dockerfile_name;
	request_inputs(s);
	return 0;
}

/* What would stop the command stops the build instead, so that its jobs end with it. */
static int catch_signals(int *fd, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return err_sys(e, "cannot block signals");
	*fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return *fd < 0 ? err_sys(e, "cannot wait for signals") : 0;
}

static int write_metadata(const struct session *s, struct err *e)
{
	AUTO(buf_release) struct buf json = {0};
	const struct build_result *r = &s->result;

	buf_fmt(&json, "{\n  \"containerimage.config.digest\": \"%s\"",
		digest_text(&r->config).text);
	if (r->manifest.algorithm != DIGEST_NONE)
		buf_fmt(&json,
			",\n  \"containerimage.digest\": \"%s\",\n  \"containerimage.descriptor\": "
			"{\"mediaType\": \"application/vnd.oci.image.manifest.v1+json\", "
			"\"digest\": \"%s\", \"size\": %llu}",
			digest_text(&r->manifest).text, digest_text(&r->manifest).text,
			(unsigned long long)r->manifest_bytes);
	for (size_t i = 0; i < s->tags.n; i++) {
		buf_cstr_add(&json, i ? "," : ",\n  \"image.name\": \"");
		buf_str_add(&json, s->tags.p[i]);
	}
	buf_cstr_add(&json, s->tags.n ? "\"\n}\n" : "\n}\n");
	return paths_write(s->options.metadata_file, buf_str(&json), e);
}

/* Not behind an archive that went the same way, and not of plain files alone. */
static bool tells_id(const struct outputs *outputs)
{
	bool image = outputs->n == 0;

	for (size_t i = 0; i < outputs->n; i++) {
		const struct output *o = &outputs->p[i];

		if (o->fd == STDOUT_FILENO)
			return false;
		image = image || o->kind == OUTPUT_OCI || o->kind == OUTPUT_DOCKER;
	}
	return image;
}

static int write_results(struct session *s, struct err *e)
{
	const struct build_result *r = &s->result;
	struct digest_text id = digest_text(&r->config);

	if (s->request.dump != DUMP_NONE) {
		AUTO(buf_release) struct buf shown = {0};

		printable_lines(buf_str(&r->dumped), &shown);
		fwrite(buf_cstr(&shown), 1, shown.n, stdout);
		return 0;
	}
	if (s->options.iidfile && paths_write(s->options.iidfile, str_of(id.text), e) < 0)
		return -1;
	if (s->options.metadata_file && write_metadata(s, e) < 0)
		return -1;
	if (s->show.mode == SHOW_QUIET && tells_id(&s->outputs))
		printf("%s\n", id.text);
	return 0;
}

static void print_summary(struct session *s)
{
	struct event event = {
		.kind = EVENT_IMAGE,
		.stage = -1,
		.name = s->tags.n ? s->tags.p[0] : STR(""),
	};
	struct digest_text id = digest_text(&s->result.config);

	if (s->request.dump != DUMP_NONE)
		return;
	event.text = str_of(id.text);
	event_emit(&s->show.sink, &event);
}

static int build_all(struct session *s, struct store *store, struct err *e)
{
	if (host_open_store(s->options.store, STORE_SHARED, store, e) < 0 ||
		fetch_inputs(s, store, e) < 0 ||
		build_run(store, &s->request, &s->show.sink, &s->result, e) < 0)
		return -1;
	return write_results(s, e);
}

static int build_inside(void *argument)
{
	struct session *s = argument;
	AUTO(store_close) struct store store = STORE_NONE;
	AUTO(fd_close) int signals = -1;
	struct err e;
	int built = catch_signals(&signals, &e);

	s->request.cancel_fd = signals;
	if (built == 0)
		built = build_all(s, &store, &e);
	context_release(&s->inputs.context); /* of the store, so before it */
	if (built == 0) {
		print_summary(s);
		return show_written(0);
	}
	show_error(&s->show, &e, inputs_text(&s->inputs, &e));
	return show_exit_code(&e);
}

static int run(const struct command *self, int argc, char **argv)
{
	AUTO(session_release) struct session s = {.inputs = INPUTS_NONE};
	struct err e;
	int status = 0;
	int parsed = opt_parse(self, argc, argv, &s.options, &s.operands, &e);

	if (parsed == 1)
		return 0;
	if (parsed == 0 && call_wanted(&s.options))
		return call_run(&s.options, &s.operands);
	if (parsed < 0 || open_session(&s, &e) < 0 ||
		idmap_run(build_inside, &s, &status, &e) < 0) {
		show_error(&s.show, &e, inputs_text(&s.inputs, &e));
		return show_exit_code(&e);
	}
	return status;
}

const struct command command_build = {
	.name = "build",
	.operands = "CONTEXT",
	.summary = "Build an image that does not run as root from a Dockerfile, without root.",
	.options = build_options_table,
	.run = run,
	.others = build_other_options,
	.notes = offsetof(struct build_options, notes),
};
