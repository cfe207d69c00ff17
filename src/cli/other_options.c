/* other_options - options of docker, podman and buildah that lichen does not have. */
#include "cli/other_options.h"

#include <string.h>

#include "base/buf.h"

static const char limits[] = "limits of a whole build are the session's: "
			     "systemd-run --user --scope -p MemoryMax=2G -p CPUQuota=150% lichen "
			     "build ...";
static const char privileges[] =
	"a step has docker's default capabilities and system calls, in namespaces "
	"of its own; what needs more is no step of a build that is not root";
static const char registries[] =
	"registries are not there yet: bases are given by --build-context, "
	"images go out by --output";
static const char attestations[] =
	"lichen writes no attestations: --provenance=false --sbom=false says so; "
	"tools such as syft and cosign make them of the output";
static const char epoch[] = "--timestamp sets the times of everything that the build makes";
static const char in_dockerfile[] = "it goes into the Dockerfile, where each builder sees it";
static const char namespaces[] =
	"a step has pid, ipc, uts, mount and cgroup namespaces of its own, in "
	"the build's user namespace; --network=none gives it a network too";

#define FALSE " false 0 no "
#define TRUE " true 1 yes "
#define ANY "*"

const struct other_opt build_other_options[] = {
	/* Fulfilled: lichen is so. */
	{0, "rm", OTHER_FLAG, TRUE, NULL,
		"no container stays behind: a step's working directory is its own; for the state "
		"before the step that fails build --target or read --dump=plan"},
	{0, "force-rm", OTHER_FLAG, ANY, NULL, NULL},
	{0, "compress", OTHER_FLAG, ANY, NULL, NULL},
	{0, "skip-unused-stages", OTHER_FLAG, TRUE, NULL,
		"--target builds a stage that the last one does not need"},
	{0, "rewrite-timestamp", OTHER_FLAG, ANY, NULL, NULL},
	{0, "identity-label", OTHER_FLAG, ANY, NULL, NULL},
	{0, "no-pivot", OTHER_FLAG, FALSE, NULL, "steps are always confined by pivot_root"},
	{0, "provenance", OTHER_VALUE, FALSE, NULL, attestations},
	{0, "sbom", OTHER_VALUE, FALSE, NULL, attestations},
	{0, "attest", OTHER_VALUE, NULL, NULL, attestations},
	/* Taken, and said. */
	{0, "load", OTHER_FLAG, ANY,
		"the image is in lichen's store; for a daemon: -o type=docker,dest=- | docker load",
		NULL},
	{0, "layers", OTHER_FLAG, TRUE, NULL,
		"each step has its layer and is cached; one layer is made by a last stage: "
		"FROM scratch, COPY --from=STAGE / /"},
	{0, "isolation", OTHER_VALUE, " default rootless oci chroot ",
		"steps run in lichen's own sandbox, which is rootless", "there is no other"},
	{0, "runtime", OTHER_VALUE, ANY, "steps run in lichen's own sandbox, without a runtime",
		NULL},
	{0, "format", OTHER_VALUE, " oci docker ",
		"images are OCI images that keep SHELL, HEALTHCHECK and ONBUILD; "
		"-o type=docker,dest=FILE writes what docker loads",
		"--format is oci or docker"},
	{0, "no-hosts", OTHER_FLAG, ANY,
		"a step's /etc/hosts is its own and stays out of the image", NULL},
	{0, "no-hostname", OTHER_FLAG, ANY, "a step's /etc/hostname is the image's", NULL},
	{0, "disable-content-trust", OTHER_FLAG, ANY, NULL, NULL},
	{0, "runtime-flag", OTHER_VALUE, ANY,
		"steps run in lichen's own sandbox, without a runtime", NULL},
	{0, "builder", OTHER_VALUE, ANY, "lichen is the builder", NULL},
	{0, "allow", OTHER_VALUE, " network.host ", NULL, privileges},
	{0, "retry", OTHER_VALUE, ANY, "downloads are tried as often as lichen finds right", NULL},
	{0, "retry-delay", OTHER_VALUE, ANY, "downloads are tried as often as lichen finds right",
		NULL},
	{0, "userns", OTHER_VALUE, " auto ", NULL, namespaces},
	{0, "cgroupns", OTHER_VALUE, " private ", NULL, namespaces},
	{0, "pid", OTHER_VALUE, " private container ", NULL, namespaces},
	{0, "ipc", OTHER_VALUE, " private container ", NULL, namespaces},
	{0, "uts", OTHER_VALUE, " private container ", NULL, namespaces},
	{0, "tls-verify", OTHER_FLAG, TRUE, NULL,
		"servers are always verified; SSL_CERT_FILE names authorities of your own"},
	/* Refused, with what to do. */
	{0, "squash", OTHER_FLAG, FALSE, NULL,
		"one layer is made by a last stage: FROM scratch, COPY --from=STAGE / /"},
	{0, "squash-all", OTHER_FLAG, FALSE, NULL,
		"one layer is made by a last stage: FROM scratch, COPY --from=STAGE / /"},
	{0, "push", OTHER_FLAG, FALSE, NULL,
		"registries are not there yet: -o type=oci,dest=FILE, then "
		"skopeo copy oci-archive:FILE docker://NAME"},
	{0, "authfile", OTHER_VALUE, NULL, NULL, registries},
	{0, "creds", OTHER_VALUE, NULL, NULL, registries},
	{0, "cert-dir", OTHER_VALUE, NULL, NULL, "SSL_CERT_FILE names authorities of your own"},
	{0, "signature-policy", OTHER_VALUE, NULL, NULL,
		"lichen judges no signatures: a base is named by its digest, NAME@sha256:..."},
	{0, "sign-by", OTHER_VALUE, NULL, NULL, "cosign signs the output"},
	{0, "manifest", OTHER_VALUE, NULL, NULL,
		"one platform is built at a time; podman manifest joins images of several"},
	{0, "all-platforms", OTHER_FLAG, FALSE, NULL,
		"one platform is built at a time, on a machine of its kind"},
	{0, "arch", OTHER_VALUE, NULL, NULL, "--platform=OS/ARCH"},
	{0, "os", OTHER_VALUE, NULL, NULL, "--platform=OS/ARCH"},
	{0, "variant", OTHER_VALUE, NULL, NULL, "--platform=OS/ARCH/VARIANT"},
	{0, "from", OTHER_VALUE, NULL, NULL,
		"--build-context NAME=docker-image://OTHER says what FROM NAME means"},
	{'v', "volume", OTHER_VALUE, NULL, NULL,
		"--build-context NAME=DIR, and RUN --mount=type=bind,from=NAME,target=... ; "
		"RUN --mount=type=cache for what should stay"},
	{0, "env", OTHER_VALUE, NULL, NULL, in_dockerfile},
	{0, "unsetenv", OTHER_VALUE, NULL, NULL, in_dockerfile},
	{0, "unsetlabel", OTHER_VALUE, NULL, NULL, "--label NAME= empties it"},
	{0, "layer-label", OTHER_VALUE, NULL, NULL, "--label labels the image"},
	{0, "inherit-labels", OTHER_FLAG, TRUE, NULL, "--label NAME= empties it"},
	{0, "logfile", OTHER_VALUE, NULL, NULL, "--progress=plain 2>FILE"},
	{0, "stdin", OTHER_FLAG, FALSE, NULL, "a step's standard input is empty"},
	{0, "build-arg-file", OTHER_VALUE, NULL, NULL, "a --build-arg for each of its lines"},
	{0, "decryption-key", OTHER_VALUE, NULL, NULL,
		"encrypted layers are not read: skopeo copy --decryption-key makes a plain copy"},
	{0, "hooks-dir", OTHER_VALUE, NULL, NULL, "steps have no hooks: RUN does what is to do"},
	{0, "logsplit", OTHER_FLAG, FALSE, NULL, "--progress=plain 2>FILE"},
	{0, "os-feature", OTHER_VALUE, NULL, NULL, "--platform=OS/ARCH"},
	{0, "os-version", OTHER_VALUE, NULL, NULL, "--platform=OS/ARCH"},
	{0, "policy", OTHER_VALUE, NULL, NULL,
		"lichen judges no policies: a base is named by its digest, NAME@sha256:..."},
	{0, "print", OTHER_FLAG, FALSE, NULL,
		"--call=outline, --call=targets and --dump=plan print and build nothing"},
	{0, "root", OTHER_VALUE, NULL, NULL, "--store DIR is where lichen keeps things"},
	{0, "detach", OTHER_FLAG, FALSE, NULL, "lichen build ... & does it in the shell"},
	{0, "stream", OTHER_FLAG, ANY, NULL, NULL},
	{0, "compat-volumes", OTHER_FLAG, FALSE, NULL,
		"a VOLUME is declared, and later changes below it are kept, as in docker build"},
	{0, "created-annotation", OTHER_FLAG, FALSE, NULL,
		"--annotation org.opencontainers.image.created=TIME sets it"},
	{0, "cw", OTHER_VALUE, NULL, NULL, "confidential workloads are not made"},
	{0, "unsetannotation", OTHER_VALUE, NULL, NULL,
		"annotations of a base are not taken over; --annotation sets the image's"},
	{0, "omit-history", OTHER_FLAG, FALSE, NULL, "the history is part of the image"},
	{0, "save-stages", OTHER_FLAG, FALSE, NULL, "--target=STAGE -t NAME keeps a stage"},
	{0, "disable-compression", OTHER_FLAG, FALSE, NULL,
		"-o type=oci,dest=FILE,compression=uncompressed"},
	{'D', "debug", OTHER_FLAG, FALSE, NULL,
		"--progress=plain shows every line, --dump=program what is done"},
	{0, "log-level", OTHER_VALUE, NULL, NULL, "--progress=plain shows every line"},
	{0, "source-date-epoch", OTHER_VALUE, NULL, NULL, epoch},
	{0, "cache-ttl", OTHER_VALUE, NULL, NULL, "lichen prune --until=24h frees old results"},
	{0, "cpp-flag", OTHER_VALUE, NULL, NULL, "cpp -E FILE | lichen build -f - ."},
	{0, "http-proxy", OTHER_FLAG, FALSE, NULL,
		"--build-arg HTTP_PROXY gives steps the environment's"},
	{'m', "memory", OTHER_VALUE, NULL, NULL, limits},
	{0, "memory-swap", OTHER_VALUE, NULL, NULL, limits},
	{'c', "cpu-shares", OTHER_VALUE, NULL, NULL, limits},
	{0, "cpu-period", OTHER_VALUE, NULL, NULL, limits},
	{0, "cpu-quota", OTHER_VALUE, NULL, NULL, limits},
	{0, "cpuset-cpus", OTHER_VALUE, NULL, NULL, limits},
	{0, "cpuset-mems", OTHER_VALUE, NULL, NULL, limits},
	{0, "cgroup-parent", OTHER_VALUE, NULL, NULL, limits},
	{0, "resource", OTHER_VALUE, NULL, NULL, limits},
	{0, "security-opt", OTHER_VALUE, NULL, NULL, privileges},
	{0, "cap-add", OTHER_VALUE, NULL, NULL, privileges},
	{0, "cap-drop", OTHER_VALUE, NULL, NULL, privileges},
	{0, "device", OTHER_VALUE, NULL, NULL, privileges},
	{0, "privileged", OTHER_FLAG, FALSE, NULL, privileges},
	{0, "group-add", OTHER_VALUE, NULL, NULL, "a step has the groups of its USER"},
	{0, "userns-uid-map-user", OTHER_VALUE, NULL, NULL, namespaces},
	{0, "userns-gid-map-group", OTHER_VALUE, NULL, NULL, namespaces},
	{0, "userns-uid-map", OTHER_VALUE, NULL, NULL, namespaces},
	{0, "userns-gid-map", OTHER_VALUE, NULL, NULL, namespaces},
	{0, NULL, OTHER_FLAG, NULL, NULL, NULL},
};

/* Of the commands that look and clean up. */
static const char json_and_jq[] = "--json has everything: lichen ... --json | jq";

const struct other_opt images_other_options[] = {
	{'a', "all", OTHER_FLAG, ANY, NULL, NULL},
	{0, "digests", OTHER_FLAG, FALSE, NULL, "--json and --no-trunc have whole ids"},
	{'f', "filter", OTHER_VALUE, NULL, NULL, json_and_jq},
	{0, "format", OTHER_VALUE, NULL, NULL, json_and_jq},
	{'n', "noheading", OTHER_FLAG, FALSE, NULL, "-q prints ids alone, --json has no heading"},
	{0, "sort", OTHER_VALUE, " created ", NULL, "the newest come first; --json | jq sorts"},
	{0, NULL, OTHER_FLAG, NULL, NULL, NULL},
};

const struct other_opt inspect_other_options[] = {
	{'f', "format", OTHER_VALUE, " json ", NULL,
		"the output is JSON: lichen inspect NAME | jq -r '.[0].Config.User'"},
	{0, "json", OTHER_FLAG, ANY, NULL, NULL},
	{0, "type", OTHER_VALUE, " image all ", NULL, "the store has images alone"},
	{'s', "size", OTHER_FLAG, ANY, NULL, NULL},
	{0, NULL, OTHER_FLAG, NULL, NULL, NULL},
};

const struct other_opt history_other_options[] = {
	{'q', "quiet", OTHER_FLAG, FALSE, NULL, "steps have no ids; --json | jq picks members"},
	{'H', "human", OTHER_FLAG, ANY, NULL, NULL},
	{0, "format", OTHER_VALUE, NULL, NULL, json_and_jq},
	{0, NULL, OTHER_FLAG, NULL, NULL, NULL},
};

const struct other_opt rmi_other_options[] = {
	{'f', "force", OTHER_FLAG, ANY, NULL, NULL},
	{0, "no-prune", OTHER_FLAG, ANY, NULL, NULL},
	{'a', "all", OTHER_FLAG, FALSE, NULL,
		"lichen rmi $(lichen images -q) removes every name; lichen prune --all the rest"},
	{'p', "prune", OTHER_FLAG, FALSE, NULL, "lichen prune --all frees what has no name"},
	{'i', "ignore", OTHER_FLAG, FALSE, NULL, "lichen rmi NAME || true"},
	{0, NULL, OTHER_FLAG, NULL, NULL, NULL},
};

const struct other_opt prune_other_options[] = {
	{0, "filter", OTHER_VALUE, NULL, NULL, "--until 24h keeps what is younger"},
	{0, "max-used-space", OTHER_VALUE, NULL, NULL, "--keep-storage SIZE"},
	{0, "reserved-space", OTHER_VALUE, NULL, NULL, "--keep-storage SIZE"},
	{0, "min-free-space", OTHER_VALUE, NULL, NULL, "--keep-storage SIZE"},
	{0, "dry-run", OTHER_FLAG, FALSE, NULL, "lichen df shows what could be freed"},
	{0, NULL, OTHER_FLAG, NULL, NULL, NULL},
};

const struct other_opt df_other_options[] = {
	{'v', "verbose", OTHER_FLAG, FALSE, NULL, "lichen images --json has the size of each"},
	{0, "format", OTHER_VALUE, NULL, NULL, json_and_jq},
	{0, NULL, OTHER_FLAG, NULL, NULL, NULL},
};

const struct other_opt *other_find(const struct other_opt *table, struct str name, char letter)
{
	for (const struct other_opt *o = table; o && o->name; o++)
		if (name.n > 0 ? str_eq(str_of(o->name), name) : o->letter == letter)
			return o;
	return NULL;
}

static bool is_good(const struct other_opt *o, const char *value)
{
	AUTO(buf_release) struct buf word = {0};

	if (!o->good || strcmp(o->good, ANY) == 0)
		return o->good != NULL;
	if (strchr(value, ' '))
		return false;
	buf_fmt(&word, " %s ", value);
	return strstr(o->good, buf_cstr(&word)) != NULL;
}

int other_take(const struct other_opt *o, const char *value, struct strs *notes, struct err *e)
{
	AUTO(buf_release) struct buf note = {0};

	if (!is_good(o, value)) {
		if (o->good && !(o->kind == OTHER_FLAG && strcmp(value, "true") == 0))
			err_set(e, ERR_USAGE, "--%s=%s is not what lichen does", o->name, value);
		else
			err_set(e, ERR_USAGE, "lichen has no --%s", o->name);
		return err_hint(e, "%s", o->cure);
	}
	if (!o->note)
		return 0;
	buf_fmt(&note, "--%s: %s", o->name, o->note);
	strs_add(notes, buf_str(&note));
	return 0;
}
