#include "build/public.h"

#include "place.h"
#include "sys/fd.h"
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct place place;
static struct public_request r;
static struct err e;

static void begin(void)
{
	place_open(&place);
	place_file(&place, "Dockerfile", "FROM scratch\n");
	r = (struct public_request){.inputs = INPUTS_NONE};
}

static void end(void)
{
	public_request_release(&r);
	public_request_release(&r);
	place_close(&place);
}

TestSuite(build_public_request, .init = begin, .fini = end);

Test(build_public_request, defaults)
{
	const struct lichen_build_options o = {.context = place.path, .store = "unused"};

	cr_assert_eq(public_request_make(&o, NULL, &r, &e), 0, "%s", e.text);
	cr_assert_str_eq(r.request.dockerfile_name, "Dockerfile");
	cr_assert(str_eq(r.request.dockerfile, STR("FROM scratch\n")));
	cr_assert_eq(r.request.epoch_s, -1);
	cr_assert_eq(r.request.cancel_fd, -1);
	cr_assert_geq(r.request.jobs, 1);
	cr_assert_eq(r.request.bind.network, NETWORK_HOST);
	cr_assert(!r.request.policy.allow_root && !r.request.policy.default_user);
	cr_assert_eq(r.request.outputs_n, 0);
}

Test(build_public_request, everything_given)
{
	static const int64_t epoch = 0;
	static const int cancel = 0;
	char path[80];
	const struct lichen_output outputs[] = {
		{LICHEN_OUTPUT_OCI_LAYOUT, LICHEN_COMPRESSION_ZSTD, path},
		{LICHEN_OUTPUT_TAR, LICHEN_COMPRESSION_NONE, path},
	};
	const struct lichen_pair args[] = {{"A", "1"}, {"B", "2"}, {NULL, NULL}};
	const char *const tags[] = {"app:1", "app:2", NULL};
	const struct lichen_build_options o = {
		.context = place.path,
		.store = "unused",
		.tags = tags,
		.build_args = args,
		.outputs = outputs,
		.outputs_count = 2,
		.user = "5:6",
		.root_reason = "because",
		.network_none = true,
		.jobs = 3,
		.epoch_s = &epoch,
		.cancel_fd = &cancel,
	};

	snprintf(path, sizeof path, "%s/out", place.path);
	cr_assert_eq(public_request_make(&o, NULL, &r, &e), 0, "%s", e.text);
	cr_assert(str_eq(r.tags.p[1], STR("docker.io/library/app:2")));
	cr_assert(str_eq(*map_get(&r.build_args, STR("B")), STR("2")));
	cr_assert_eq(r.request.outputs_n, 2);
	cr_assert(r.outputs[0].kind == OUTPUT_OCI && r.outputs[0].directory);
	cr_assert(r.outputs[1].kind == OUTPUT_TAR && !r.outputs[1].directory);
	cr_assert_eq(r.outputs[0].compression, ZIP_ZSTD);
	cr_assert_str_eq(r.outputs[1].name, "out");
	cr_assert(r.request.policy.allow_root);
	cr_assert_str_eq(r.request.policy.reason, "because");
	cr_assert_str_eq(r.request.policy.user, "5:6");
	cr_assert_eq(r.request.bind.network, NETWORK_NONE);
	cr_assert_eq(r.request.jobs, 3);
	cr_assert_eq(r.request.epoch_s, 0, "1970 is not the same as none");
	cr_assert_eq(r.request.cancel_fd, 0, "a descriptor may be 0");
}

static int listening(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

Test(build_public_request, secrets_and_agents)
{
	char path[80];
	const struct lichen_secret secrets[] = {{"token", "a\0b", 3}, {"empty", NULL, 0}, {0}};
	struct lichen_pair agents[] = {{"default", path}, {NULL, NULL}};
	const struct lichen_build_options o = {
		.context = place.path, .store = "s", .secrets = secrets, .agents = agents};

	snprintf(path, sizeof path, "%s/agent", place.path);
	cr_assert_eq(public_request_make(&o, NULL, &r, &e), -1);
	cr_assert(strstr(e.during, "`default`"), "%s", e.during);
	public_request_release(&r);
	r = (struct public_request){.inputs = INPUTS_NONE};
	AUTO(fd_close) int fd = listening(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(public_request_make(&o, NULL, &r, &e), 0, "%s", e.text);
	cr_assert_eq(r.request.secrets_n, 2);
	cr_assert(str_eq(r.request.secrets[0].value, ((struct str){"a\0b", 3})));
	cr_assert_eq(r.request.secrets[1].value.n, 0);
	cr_assert_eq(r.request.agents_n, 1);
	cr_assert_geq(r.request.agents[0].fd, 0);
	agents[0].value = NULL;
	public_request_release(&r);
	r = (struct public_request){.inputs = INPUTS_NONE};
	cr_assert_eq(public_request_make(&o, NULL, &r, &e), -1);
	cr_assert_eq(e.kind, ERR_USAGE);
}

Test(build_public_request, two_platforms_are_unsupported)
{
	const struct lichen_build_options o = {
		.context = ".", .store = "s", .platform = "linux/amd64,linux/arm64"};

	cr_assert_eq(public_request_check(&o, &e), -1);
	cr_assert_eq(e.kind, ERR_UNSUPPORTED);
}

Test(build_public_request, what_does_not_fit_is_usage)
{
	static const int64_t before = -1;
	static const struct lichen_output nowhere = {.kind = LICHEN_OUTPUT_TAR};
	static const struct lichen_output unknown = {
		.kind = (enum lichen_output_kind)77, .path = "x"};
	const struct lichen_build_options rows[] = {
		{.store = "s"},
		{.context = place.path},
		{.context = place.path, .store = "s", .root_reason = ""},
		{.context = place.path, .store = "s", .epoch_s = &before},
		{.context = place.path, .store = "s", .outputs = &nowhere, .outputs_count = 1},
		{.context = place.path, .store = "s", .outputs = &unknown, .outputs_count = 1},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert(public_request_check(&rows[i], &e) < 0 ||
				  public_request_make(&rows[i], NULL, &r, &e) < 0,
			"row %zu", i);
		cr_assert_eq(e.kind, ERR_USAGE, "row %zu: %s", i, e.text);
		public_request_release(&r);
	}
}
