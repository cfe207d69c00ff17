/* build_options - the command line of `lichen build` as a struct. */
#include "cli/build_options.h"

#include <stddef.h>

#define FIELD(name) offsetof(struct build_options, name)

/* docker's flag, and the words of podman and buildah. */
static const char *const pull_choices[] = {"true", "false", "always", "missing", "never", "newer",
	"ifmissing", "ifnewer", "1", "0", NULL};

const struct opt build_options_table[] = {
	{'t', "tag", OPT_LIST, FIELD(tags), "NAME[:TAG]", "name the image (several allowed)"},
	{'f', "file", OPT_TEXT, FIELD(file), "PATH", "the Dockerfile; - for standard input"},
	{0, "target", OPT_TEXT, FIELD(target), "STAGE", "build up to this stage"},
	{0, "build-arg", OPT_PAIRS, FIELD(build_args), "NAME[=VALUE]", "set a build argument"},
	{0, "build-context", OPT_PAIRS, FIELD(contexts), "NAME=SOURCE",
		"what a name in FROM or --from means: oci-layout://DIR[:TAG], oci-archive://FILE, "
		"docker-image://NAME, a URL or a directory"},
	{0, "secret", OPT_LIST, FIELD(secrets), "SPEC",
		"id=NAME,src=PATH or id=NAME,env=VARIABLE, for RUN --mount=type=secret"},
	{0, "ssh", OPT_LIST, FIELD(agents), "ID[=SOCKET]",
		"the agent for RUN --mount=type=ssh; default: that of SSH_AUTH_SOCK"},
	{0, "label", OPT_LABELS, FIELD(labels), "NAME=VALUE", "set a label of the image"},
	{'o', "output", OPT_LIST, FIELD(outputs), "SPEC",
		"type=oci|docker|local|tar,dest=PATH with ,tar=false or "
		",compression=gzip|zstd|uncompressed; or a directory"},
	{0, "iidfile", OPT_TEXT, FIELD(iidfile), "PATH", "write the image id there"},
	{0, "metadata-file", OPT_TEXT, FIELD(metadata_file), "PATH", "write digests as JSON there"},
	{0, "no-cache", OPT_FLAG, FIELD(no_cache), NULL, "run every step again"},
	{0, "no-cache-filter", OPT_LIST, FIELD(no_cache_stages), "STAGE[,STAGE]",
		"run every step of these stages again"},
	{0, "cache-from", OPT_LIST, FIELD(cache_from), "SPEC",
		"where else results may come from (with registries)"},
	{0, "cache-to", OPT_LIST, FIELD(cache_to), "SPEC", "where results go to (with registries)"},
	{0, "pull", OPT_CHOICE, FIELD(pull), "[=WHEN]",
		"look for newer base images (with registries)", pull_choices},
	{0, "ignorefile", OPT_TEXT, FIELD(ignorefile), "PATH", "instead of .dockerignore"},
	{0, "add-host", OPT_LIST, FIELD(add_hosts), "NAME=ADDRESS", "a line of /etc/hosts for RUN"},
	{0, "dns", OPT_LIST, FIELD(dns), "ADDRESS", "name servers of RUN"},
	{0, "dns-search", OPT_LIST, FIELD(dns_search), "DOMAIN", "search domains of RUN"},
	{0, "dns-option", OPT_LIST, FIELD(dns_option), "OPTION", "options of RUN's resolv.conf"},
	{0, "shm-size", OPT_TEXT, FIELD(shm_size), "BYTES", "size of /dev/shm of RUN (64m)"},
	{0, "ulimit", OPT_LIST, FIELD(ulimits), "NAME=SOFT[:HARD]", "a resource limit of RUN"},
	{0, "annotation", OPT_LABELS, FIELD(annotations), "NAME=VALUE",
		"set an annotation of the manifest"},
	{0, "timestamp", OPT_TEXT, FIELD(timestamp), "SECONDS", "instead of SOURCE_DATE_EPOCH"},
	{'q', "quiet", OPT_FLAG, FIELD(quiet), NULL, "print the image id alone"},
	{0, "progress", OPT_TEXT, FIELD(progress), "MODE", "auto, plain, rawjson or quiet"},
	{'j', "jobs", OPT_NUMBER, FIELD(jobs), "N", "steps and layers at once (processors)"},
	{0, "network", OPT_TEXT, FIELD(network), "MODE", "host or none, for RUN (host)"},
	{0, "platform", OPT_TEXT, FIELD(platform), "OS/ARCH", "the platform to build for"},
	{0, "user", OPT_TEXT, FIELD(user), "UID[:GID]", "the image's USER, whatever it says"},
	{0, "default-user", OPT_FLAG, FIELD(default_user), NULL,
		"without a USER: make the account app (10001:10001)"},
	{0, "allow-root", OPT_FLAG, FIELD(allow_root), NULL,
		"emit an image that runs as root; needs --reason"},
	{0, "reason", OPT_TEXT, FIELD(reason), "TEXT", "why: recorded in the image"},
	{0, "store", OPT_TEXT, FIELD(store), "DIR", "where layers and images are kept"},
	{0, "call", OPT_TEXT, FIELD(call), "METHOD[,format=json]",
		"build (the default), or only tell: check, outline or targets"},
	{0, "check", OPT_FLAG, FIELD(check), NULL, "the same as --call=check"},
	{0, "dump", OPT_TEXT, FIELD(dump), "WHAT",
		"print dockerfile, plan, program, keys or sandbox, and build nothing"},
	{0, NULL, OPT_FLAG, 0, NULL, NULL},
};

void build_options_release(struct build_options *o)
{
	strs_release(&o->tags);
	strs_release(&o->outputs);
	strs_release(&o->secrets);
	strs_release(&o->agents);
	strs_release(&o->cache_from);
	strs_release(&o->cache_to);
	strs_release(&o->no_cache_stages);
	strs_release(&o->add_hosts);
	strs_release(&o->dns);
	strs_release(&o->dns_search);
	strs_release(&o->dns_option);
	strs_release(&o->ulimits);
	strs_release(&o->notes);
	map_release(&o->build_args);
	map_release(&o->labels);
	map_release(&o->contexts);
	map_release(&o->annotations);
}
