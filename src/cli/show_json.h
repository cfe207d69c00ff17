/* show_json - JSON as scripts read it: events and errors a line each on standard error
 * (`--progress=rawjson`), what a command was asked for on standard output (`--json`).
 *
 * Bytes that are no UTF-8 become U+FFFD, controls are escaped.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_SHOW_JSON_H
#define CLI_SHOW_JSON_H

#include "base/err.h"
#include "base/event.h"
#include "base/str.h"

void show_json_event(const struct event *ev);
void show_json_error(const struct err *e);

/* json: compact; it is laid out a member a line. */
void show_json_result(struct str json);

#endif
