/* outline_report - what a build takes and which stages it has, as people and scripts read it.
 *
 * Tables and JSON members are those of `docker build --call=outline` and `--call=targets`. The same
 * outline gives the same bytes; texts of the file are safe for a terminal in the tables, and
 * escaped as strings in the JSON.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_OUTLINE_REPORT_H
#define CLI_OUTLINE_REPORT_H

#include "base/buf.h"
#include "base/str.h"
#include "build/check.h"
#include "build/outline.h"

void outline_report_text(const struct outline *o, struct buf *out);
/* source: the Dockerfile's bytes, which docker's JSON has too. */
void outline_report_json(const struct outline *o, struct str source, struct buf *out);
void outline_report_targets_text(const struct checked *c, struct buf *out);
void outline_report_targets_json(const struct checked *c, struct buf *out);

#endif
