/* epoch_source - the time that SOURCE_DATE_EPOCH names in place of saying it. */
#include "build/epoch_source.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "build/batch.h"
#include "build/context.h"
#include "build/download.h"
#include "build/epoch.h"
#include "build/epoch_stage.h"
#include "build/git_source.h"
#include "remote/git_url.h"
#include "remote/url.h"
#include "store/blob.h"
#include "store/snap.h"
#include "sys/fd.h"
#include "sys/walk.h"

static int note_newest(void *context, const struct walk_entry *entry, struct err *e)
{
	int64_t *newest = context;

	(void)e;
	if (S_ISREG(entry->st->st_mode) && entry->st->st_mtim.tv_sec > *newest)
		*newest = entry->st->st_mtim.tv_sec;
	return WALK_ON;
}

/* Of an archive, its newest file's; in a repository every file has the commit's. */
static int time_of_tree(int fd, int64_t *time_s, struct err *e)
{
	const struct walk_visitor visitor = {.enter = note_newest, .context = time_s};

	return fd < 0 ? 0 : walk_tree(fd, &visitor, e);
}

/* Or its files have the time of this fetching, which says nothing. */
static int check_dated(struct str repository, struct err *e)
{
	AUTO(git_url_release) struct git_url url = {0};
	struct err told_when_fetched;

	if (git_url_parse(repository, &url, &told_when_fetched) < 0 || !url.checkout_times)
		return 0;
	return err_set(e, ERR_INVALID,
		"SOURCE_DATE_EPOCH cannot be taken from a repository with mtime=checkout");
}

static int time_of_own(const struct build_request *r, int64_t *time_s, struct err *e)
{
	struct str name = str_of(r->context_name ? r->context_name : "");

	if (!r->context_made)
		return 0;
	if (r->context_modified_s >= 0) {
		*time_s = r->context_modified_s;
		return 0;
	}
	if (git_url_is_context(name) && check_dated(name, e) < 0)
		return -1;
	return time_of_tree(r->context.fd, time_s, e);
}

struct wanted {
	struct str url;
	const char *checksum; /* NULL: none */
};

static int time_of_repository(
	const struct build *b, const struct wanted *wanted, int64_t *time_s, struct err *e)
{
	const struct context_means means = context_means_of(b->request, b->store, false);
	const struct git_request request = {&means, wanted->url, wanted->checksum};
	struct digest layer = {0};
	AUTO(fd_close) int fd = -1;

	if (check_dated(wanted->url, e) < 0 || git_source_job(&request, &layer, e) < 0 ||
		snap_open(b->store, &layer, &fd, e) < 0)
		return -1;
	return time_of_tree(fd, time_s, e);
}

/* What is no archive has none. */
static int time_of_archive(
	const struct build *b, const struct digest *blob, int64_t *time_s, struct err *e)
{
	AUTO(context_release) struct context unpacked = CONTEXT_NONE;
	AUTO(fd_close) int fd = -1;
	char head[CONTEXT_HEAD_BYTES];

	if (blob_open(b->store, blob, &fd, NULL, e) < 0)
		return -1;
	ssize_t n = pread(fd, head, sizeof head, 0);

	if (n < 0)
		return err_sys(e, "cannot read a download");
	if (!context_is_archive((struct str){head, (size_t)n}))
		return 0;
	if (context_begin(&unpacked, b->store, e) < 0 ||
		context_unpack(&unpacked, fd, STR(""), b->request->cancel_fd, e) < 0)
		return -1;
	return time_of_tree(unpacked.tree.fd, time_s, e);
}

static int fetch(void *argument, void *result, struct err *e)
{
	return download(argument, result, e);
}

static int time_of_url(
	const struct build *b, const struct wanted *wanted, int64_t *time_s, struct err *e)
{
	const struct build_request *r = b->request;
	AUTO(mem_release) char *url = str_dup(wanted->url);
	struct remote_source found = {0};
	struct download_request request = {.store = b->store,
		.url = url,
		.checksum = wanted->checksum,
		.secrets = r->secrets,
		.secrets_n = r->secrets_n,
		.ca_file = r->ca_file};
	const struct batch one = {.run = fetch,
		.arguments = &request,
		.argument_bytes = sizeof request,
		.n = 1,
		.results = &found,
		.result_bytes = sizeof found,
		.at_once = 1,
		.cancel_fd = r->cancel_fd};

	if (batch_run(&one, e) < 0)
		return -1;
	if (found.mtime_s <= 0)
		return time_of_archive(b, &found.content, time_s, e);
	*time_s = found.mtime_s;
	return 0;
}

static int time_of(struct build *b, const struct wanted *wanted, int64_t *time_s, struct err *e)
{
	AUTO(mem_release) char *url = str_dup(wanted->url);
	AUTO(mem_release) char *shown = url_shown(url);
	uint64_t started = clock_ms();
	struct event event = {
		.kind = EVENT_TASK_STARTED, .stage = -1, .task = ++b->tasks, .name = str_of(shown)};

	event_emit(b->sink, &event);
	if ((git_url_is_context(wanted->url) ? time_of_repository(b, wanted, time_s, e)
					     : time_of_url(b, wanted, time_s, e)) < 0)
		return err_during(e, "asking `%s` for SOURCE_DATE_EPOCH", shown);
	event.kind = EVENT_TASK_DONE;
	event.elapsed_ms = clock_ms() - started;
	event_emit(b->sink, &event);
	return 0;
}

/* A directory or an image tells no time. */
static int time_of_named(struct build *b, struct str value, int64_t *time_s, struct err *e)
{
	AUTO(mem_release) char *text = str_dup(value);
	enum context_kind kind = context_kind(text);

	if (kind != CONTEXT_GIT && kind != CONTEXT_URL)
		return 0;
	return time_of(b, &(struct wanted){.url = value}, time_s, e);
}

static int time_of_stage(
	struct build *b, const struct stage_decl *stage, int64_t *time_s, struct err *e)
{
	AUTO(epoch_stage_release) struct epoch_stage found = {0};

	if (epoch_stage_read(&b->plan, stage, b->request->plan.build_args, &found, e) < 0)
		return -1;
	const struct wanted wanted = {
		buf_str(&found.url), found.checksum.n > 0 ? buf_cstr(&found.checksum) : NULL};

	return time_of(b, &wanted, time_s, e);
}

static int refuse(const struct epoch *said, struct err *e)
{
	err_set(e, said->of_file ? ERR_SYNTAX : ERR_USAGE,
		"SOURCE_DATE_EPOCH is not a number of seconds: `%.*s`", STR_FMT(said->name));
	return err_hint(e, "nor `context`, a --build-context or a stage of that name");
}

static int look_up(struct build *b, const struct epoch *said, int64_t *time_s, struct err *e)
{
	const struct map *contexts = b->request->plan.contexts;
	const struct str *named = contexts ? map_get(contexts, said->name) : NULL;
	const struct stage_decl *stage = epoch_stage_find(&b->file, said->name);

	if (str_eq(said->name, STR("context")))
		return time_of_own(b->request, time_s, e);
	if (named)
		return time_of_named(b, *named, time_s, e);
	return stage ? time_of_stage(b, stage, time_s, e) : refuse(said, e);
}

static int check_range(int64_t time_s, struct err *e)
{
	if (time_s <= EPOCH_LAST_S)
		return 0;
	return err_set(e, ERR_INVALID,
		"what SOURCE_DATE_EPOCH is taken from has a time after the year 9999");
}

/* From here on the arguments say the number; nothing, where there is none. */
static void say(struct build *b)
{
	const struct map *given = b->request->plan.build_args;
	char text[24] = "";

	if (b->epoch_s >= 0)
		snprintf(text, sizeof text, "%lld", (long long)b->epoch_s);
	if (given && map_has(given, EPOCH_NAME)) {
		map_copy(&b->build_args, given);
		map_set(&b->build_args, EPOCH_NAME, str_of(text));
	}
	if (map_has(&b->plan.global_args, EPOCH_NAME))
		map_set(&b->plan.global_args, EPOCH_NAME, str_of(text));
}

int epoch_resolve(struct build *b, struct err *e)
{
	const struct build_request *r = b->request;
	const struct epoch said = epoch_of_plan(&b->plan, r->plan.build_args);

	b->epoch_s = r->epoch_s >= 0 ? r->epoch_s : said.time_s;
	if (b->epoch_s >= 0 || said.name.n == 0)
		return 0;
	if (look_up(b, &said, &b->epoch_s, e) < 0 || check_range(b->epoch_s, e) < 0)
		return said.of_file ? err_at(e, b->file.source->name, said.place) : -1;
	say(b);
	return 0;
}
