/* run_options - the options of `lichen build` about what steps see: hosts, name servers, shared
 * memory, resource limits.
 *
 * Owns: what it read until run_options_release. Fails: ERR_USAGE. Layer: cli.
 */
#ifndef CLI_RUN_OPTIONS_H
#define CLI_RUN_OPTIONS_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/strs.h"
#include "base/vec.h"
#include "cli/build_options.h"
#include "sys/limits.h"

struct run_options {
	struct strs hosts; /* lines of /etc/hosts: address, tab, name */
	struct buf resolv_conf;
	uint64_t shm_bytes; /* 0: the default */
	VEC(struct limit) limits;
};

/* The machine's resolv.conf unless name servers are given. */
MUST_CHECK int run_options_read(
	const struct build_options *o, struct run_options *out, struct err *e);
void run_options_release(struct run_options *r);

#endif
