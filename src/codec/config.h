/* config - the OCI image configuration as a value: read, written, nothing else.
 *
 * Format: OCI image-spec config.md, plus the docker fields that images in the wild carry
 * (Healthcheck, Shell, OnBuild, ArgsEscaped). Unknown fields of a base are dropped as BuildKit
 * drops them. Limits: 4 MiB, depth 64, no duplicate key.
 *
 * Owns: everything in it until config_release. Fails: ERR_INVALID, ERR_LIMIT. Layer: codec.
 */
#ifndef CODEC_CONFIG_H
#define CODEC_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/strs.h"
#include "codec/digest.h"

struct healthcheck {
	bool set;
	struct strs test; /* "NONE" | "CMD", args... | "CMD-SHELL", text */
	int64_t interval_ns, timeout_ns, start_period_ns,
		start_interval_ns; /* 0: inherit, not written */
	int64_t retries;
};

struct history {
	char *created;    /* RFC 3339, or NULL */
	char *created_by; /* or NULL */
	char *author;     /* or NULL */
	char *comment;    /* or NULL */
	bool empty_layer;
};

struct config {
	char *architecture, *os, *variant, *os_version; /* NULL when absent */
	struct strs os_features;
	char *created; /* RFC 3339, or NULL */
	char *author;
	char *user; /* NULL when absent */
	char *working_dir;
	char *stop_signal;
	struct map env; /* in order; duplicates of a base's list collapse to the last value */
	struct strs entrypoint, cmd;
	bool entrypoint_set, cmd_set; /* tells [] from absent */
	struct map exposed_ports;     /* keys "80/tcp", empty values; written sorted */
	struct map volumes;           /* keys; written sorted */
	struct map labels;            /* written sorted */
	struct strs shell, onbuild;
	struct healthcheck healthcheck;
	bool args_escaped;
	struct digest *diff_ids; /* base/vec triple */
	size_t diff_ids_n, diff_ids_capacity;
	struct history *history;
	size_t history_n, history_capacity;
};

MUST_CHECK int config_parse(struct str json, struct config *out, struct err *e);
/* Compact JSON with a fixed key order: the same config gives the same bytes on any machine. */
void config_write(const struct config *c, struct buf *out);
void config_copy(struct config *to, const struct config *from);
void config_add_diff_id(struct config *c, const struct digest *diff_id);
void config_add_history(struct config *c, const struct history *h); /* copies the texts */
/* One entry without empty_layer for each layer, as readers expect: what an image's maker left out
 * is added, entries beyond the layers become empty. */
void config_match_history(struct config *c, size_t layers);
void history_release(struct history *h);
void config_release(struct config *c);

#endif
