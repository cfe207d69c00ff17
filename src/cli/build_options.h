/* build_options - the command line of `lichen build` as a struct.
 *
 * Owns: its lists until build_options_release. Layer: cli.
 */
#ifndef CLI_BUILD_OPTIONS_H
#define CLI_BUILD_OPTIONS_H

#include <stdbool.h>

#include "base/map.h"
#include "base/strs.h"
#include "cli/opt.h"

struct build_options {
	struct strs tags, outputs, secrets, agents, cache_from, cache_to, no_cache_stages;
	struct strs add_hosts, dns, dns_search, dns_option, ulimits;
	struct strs notes; /* on options of other builders */
	struct map build_args, labels, contexts, annotations;
	const char *file, *target, *iidfile, *metadata_file, *progress, *network, *user, *reason;
	const char *store, *dump, *platform, *call, *pull, *shm_size, *timestamp, *ignorefile;
	bool no_cache, quiet, default_user, allow_root, check;
	int jobs;
};

extern const struct opt build_options_table[];
void build_options_release(struct build_options *o);

#endif
