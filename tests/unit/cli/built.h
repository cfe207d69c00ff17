/* built - a store with one image, `app`, made by `lichen build` itself; commands that look at it.
 *
 * Skips the test where there are no user namespaces.
 */
#ifndef TEST_CLI_BUILT_H
#define TEST_CLI_BUILT_H

#include <jansson.h>

#include "capture.h"
#include "cli/command.h"
#include "sys/idmap.h"

struct built {
	struct place place;
	char store[80], context[80];
	struct buf out, err;
};

#define BUILT_DOCKERFILE                                                                           \
	"FROM scratch\nLABEL a=\"quoted \\\" text\"\nCOPY <<motd /etc/motd\nhello\nmotd\n"         \
	"USER 1000:1000\nCMD [\"/motd\"]\n"

static inline int built_nothing(void *argument)
{
	(void)argument;
	return 0;
}

static inline void built_open(struct built *b)
{
	struct err e;
	int status = 0;

	if (idmap_run(built_nothing, NULL, &status, &e) < 0)
		cr_skip_test("no user namespace here: %s", e.text);
	*b = (struct built){0};
	place_open(&b->place);
	snprintf(b->store, sizeof b->store, "%s/store", b->place.path);
	snprintf(b->context, sizeof b->context, "%s/context", b->place.path);
	setenv("LICHEN_STORE", b->store, 1);
	setenv("SOURCE_DATE_EPOCH", "1000000000", 1);
	cr_assert_eq(mkdirat(b->place.dir.fd, "context", 0755), 0);
	place_file(&b->place, "context/Dockerfile", BUILT_DOCKERFILE);
}

static inline int built_remove(void *argument)
{
	struct built *b = argument;

	place_close(&b->place);
	return 0;
}

/* What mapped ids own is removed inside the map. */
static inline void built_close(struct built *b)
{
	struct err e;
	int status = 0;

	(void)!idmap_run(built_remove, b, &status, &e);
	tree_close(&b->place.dir);
	buf_release(&b->out);
	buf_release(&b->err);
}

#define RUN(b, command, ...) command_text(&(command), WORDS(__VA_ARGS__), &(b)->out, &(b)->err)

static inline void built_app(struct built *b)
{
	cr_assert_eq(RUN(b, command_build, "-t", "app", b->context), 0, "%s", buf_cstr(&b->err));
}

/* The image id that `images` prints, whole. */
static inline void built_id(struct built *b, char id[128])
{
	cr_assert_eq(RUN(b, command_images, "-q", "--no-trunc"), 0);
	snprintf(id, 128, "%s", buf_cstr(&b->out));
	id[strcspn(id, "\n")] = '\0';
}

/* What the last command printed. */
static inline json_t *built_json(struct built *b)
{
	json_error_t why;
	json_t *root = json_loadb(buf_cstr(&b->out), b->out.n, 0, &why);

	cr_assert_not_null(root, "%s: %s", why.text, buf_cstr(&b->out));
	return root;
}

#endif
