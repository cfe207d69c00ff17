/* other_commands - commands of docker, podman and buildah that lichen has not, and what to do. */
#include "cli/other_commands.h"

#include <stddef.h>
#include <string.h>

static const char to_build[] = "lichen build";
static const char to_run[] =
	"lichen runs no containers; "
	"`lichen build -o type=docker,dest=- . | podman load` hands an image on";
static const char to_push[] =
	"registries are not there yet: lichen build -o type=oci,dest=FILE, then "
	"skopeo copy oci-archive:FILE docker://NAME";
static const char to_pull[] =
	"registries are not there yet: skopeo copy docker://NAME oci:DIR, then "
	"lichen build --build-context NAME=oci-layout://DIR";

static const struct {
	const char *name, *cure;
} known[] = {
	{"bud", to_build},
	{"buildx", to_build},
	{"bake", to_build},
	{"run", to_run},
	{"exec", to_run},
	{"create", to_run},
	{"from", to_run},
	{"ps", to_run},
	{"containers", to_run},
	{"push", to_push},
	{"login", to_push},
	{"pull", to_pull},
	{"load", "lichen build --build-context NAME=oci-archive://FILE takes an image from a file"},
	{"import",
		"lichen build --build-context NAME=oci-archive://FILE takes an image from a file"},
	{"save", "lichen build -o type=docker,dest=FILE writes an image that docker loads"},
	{"export", "lichen build -o type=tar,dest=FILE writes the files"},
	{"commit", "an image comes of a Dockerfile: lichen build -t NAME ."},
	{"tag", "lichen build -t NAME -t OTHER . names an image; unchanged steps are not run "
		"again"},
	{"image", "lichen images, inspect, history, rmi, prune"},
	{"builder", "lichen prune, df"},
	{"system", "lichen prune, df"},
};

const char *other_command_cure(const char *word)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, word) == 0)
			return known[i].cure;
	return NULL;
}
