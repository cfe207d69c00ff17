/* embed - a program that builds an image with the lichen library.
 *
 *     cc embed.c $(pkg-config --cflags --libs lichen) -o embed
 *     ./embed CONTEXT STORE ARCHIVE
 *
 * builds the Dockerfile of CONTEXT, keeps layers and cache in STORE and writes an image that every
 * container tool loads to ARCHIVE. What happens goes to standard error, the image id to standard
 * output. No root, no daemon; the image does not run as root either.
 */
#include <lichen/lichen.h>
#include <stdio.h>

static void print(const char *before, const struct lichen_text *text)
{
	fprintf(stderr, "%s", before);
	for (size_t i = 0; i < text->length; i++) {
		unsigned char c = (unsigned char)text->bytes[i];

		/* A step's output is not to be trusted with the terminal. */
		fputc(c >= ' ' || c == '\n' || c == '\t' ? c : '?', stderr);
	}
}

static void show(void *context, const struct lichen_event *event)
{
	unsigned *warnings = context;

	switch (event->kind) {
	case LICHEN_EVENT_STEP_STARTED:
		fprintf(stderr, "\n[%u/%u]", event->step, event->total);
		print(" ", &event->name);
		fputc('\n', stderr);
		break;
	case LICHEN_EVENT_STEP_CACHED: fprintf(stderr, "cached\n"); break;
	case LICHEN_EVENT_STEP_OUTPUT: print("", &event->text); break;
	case LICHEN_EVENT_WARNING:
		(*warnings)++;
		print("warning: ", &event->text);
		fputc('\n', stderr);
		break;
	default: break;
	}
}

static int failed(const struct lichen_error *error)
{
	if (error->line)
		fprintf(stderr, "%s:%u: ", error->file, error->line);
	fprintf(stderr, "%s\n", error->text);
	if (error->hint[0])
		fprintf(stderr, "hint: %s\n", error->hint);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: embed CONTEXT STORE ARCHIVE (lichen %s)\n",
			lichen_version());
		return 2;
	}
	unsigned warnings = 0;
	const struct lichen_output archive = {
		.kind = LICHEN_OUTPUT_DOCKER_ARCHIVE,
		.path = argv[3],
	};
	const char *const tags[] = {"embedded:latest", NULL};
	const struct lichen_build_options options = {
		.context = argv[1],
		.store = argv[2],
		.tags = tags,
		.outputs = &archive,
		.outputs_count = 1,
		.default_user = true,
		.event = show,
		.event_context = &warnings,
	};
	struct lichen_image image;
	struct lichen_error error;

	if (lichen_build(&options, &image, &error) < 0)
		return failed(&error);
	fprintf(stderr, "%u steps run, %u cached, %u warnings\n", image.steps_run,
		image.steps_cached, warnings);
	printf("%s\n", image.id);
	return 0;
}
