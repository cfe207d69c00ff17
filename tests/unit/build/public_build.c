#include <fcntl.h>

#include "bench.h"
#include "lichen/lichen.h"
#include "sys/fd.h"

static struct place place;
static char context[80], store[80], archive[80];
static struct lichen_build_options options;
static struct lichen_image image;
static struct lichen_error error;

static int nothing(void *argument)
{
	(void)argument;
	return 0;
}

static void begin(void)
{
	struct err e;
	int status = 0;

	if (idmap_run(nothing, NULL, &status, &e) < 0)
		cr_skip_test("no user namespace here: %s", e.text);
	place_open(&place);
	snprintf(context, sizeof context, "%s/context", place.path);
	snprintf(store, sizeof store, "%s/store", place.path);
	snprintf(archive, sizeof archive, "%s/image.tar", place.path);
	mkdirat(place.dir.fd, "context", 0755);
	place_file(&place, "context/Dockerfile",
		"FROM scratch\nCOPY <<a /a\nx\na\nCOPY <<b /b\ny\nb\nUSER 7:7\n");
	options = (struct lichen_build_options){.context = context, .store = store};
}

static int clean(void *argument)
{
	place_close(argument);
	return 0;
}

static void end(void)
{
	struct err e;
	int status = 0;

	(void)!idmap_run(clean, &place, &status, &e);
	tree_close(&place.dir);
}

TestSuite(build_public_build, .init = begin, .fini = end);

struct seen {
	pid_t pid;
	unsigned counts[16];
	char image[LICHEN_DIGEST_BYTES], stages[64];
};

static void see(void *context_, const struct lichen_event *event)
{
	struct seen *s = context_;

	s->pid = getpid();
	s->counts[event->kind]++;
	if (event->kind == LICHEN_EVENT_IMAGE)
		snprintf(s->image, sizeof s->image, "%.*s", (int)event->text.length,
			event->text.bytes);
}

Test(build_public_build, an_image_with_its_events_in_the_callers_process)
{
	const struct lichen_output output = {.kind = LICHEN_OUTPUT_OCI_ARCHIVE, .path = archive};
	struct seen seen = {0};

	options.outputs = &output;
	options.outputs_count = 1;
	options.event = see;
	options.event_context = &seen;
	cr_assert_eq(lichen_build(&options, &image, &error), 0, "%s", error.text);
	cr_assert_eq(image.steps_run, 2);
	cr_assert_eq(strncmp(image.id, "sha256:", 7), 0);
	cr_assert_eq(strlen(image.manifest), 7 + 64);
	cr_assert_eq(access(archive, F_OK), 0);
	cr_assert_eq(seen.pid, getpid());
	cr_assert_eq(seen.counts[LICHEN_EVENT_STEP_STARTED], 2);
	cr_assert_eq(seen.counts[LICHEN_EVENT_STEP_DONE], 2);
	cr_assert_str_eq(seen.image, image.id);
	options.outputs_count = 0;
	cr_assert_eq(lichen_build(&options, &image, &error), 0, "%s", error.text);
	cr_assert(image.steps_cached == 2 && image.steps_run == 0);
	cr_assert_str_eq(image.manifest, "");
	cr_assert_str_eq(seen.image, image.id);
}

Test(build_public_build, errors_come_back_whole)
{
	place_file(&place, "context/Dockerfile", "FROM scratch\nCOPY nothing /\n");
	cr_assert_eq(lichen_build(&options, &image, &error), -1);
	cr_assert_neq(error.kind, LICHEN_ERROR_NONE);
	place_file(&place, "context/Dockerfile", "FROM scratch\nUSER 7:7\nCOPY nothing /\n");
	cr_assert_eq(lichen_build(&options, &image, &error), -1);
	cr_assert_eq(error.kind, LICHEN_ERROR_NOT_FOUND, "%s", error.text);
	cr_assert_eq(error.line, 3);
	cr_assert_str_eq(error.file, "Dockerfile");
	place_file(&place, "context/Dockerfile", "FROM scratch\nCOPY <<a /a\nx\na\n");
	cr_assert_eq(lichen_build(&options, &image, &error), -1);
	cr_assert_eq(error.kind, LICHEN_ERROR_POLICY);
	cr_assert_str_eq(error.id, "NR-01");
	options.root_reason = "a test";
	cr_assert_eq(lichen_build(&options, &image, &error), 0, "%s", error.text);
	options.context = NULL;
	cr_assert_eq(lichen_build(&options, &image, &error), -1);
	cr_assert_eq(error.kind, LICHEN_ERROR_USAGE);
}

Test(build_public_build, a_readable_descriptor_cancels)
{
	struct err e;
	int ends[2];

	cr_assert_eq(fd_pipe(ends, &e), 0);
	cr_assert_eq(write(ends[1], "x", 1), 1);
	options.cancel_fd = &ends[0];
	cr_assert_eq(lichen_build(&options, &image, &error), -1);
	cr_assert_eq(error.kind, LICHEN_ERROR_CANCELLED, "%s", error.text);
	close(ends[0]);
	close(ends[1]);
}

static unsigned open_descriptors(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

Test(build_public_build, no_descriptor_stays_open)
{
	unsigned before = open_descriptors();

	cr_assert_eq(lichen_build(&options, &image, &error), 0, "%s", error.text);
	options.target = "nowhere";
	cr_assert_eq(lichen_build(&options, &image, &error), -1);
	cr_assert_eq(open_descriptors(), before);
}

Test(build_public_build, the_version_is_the_one_that_was_built)
{
	cr_assert_str_eq(lichen_version(), LICHEN_VERSION);
}
