/* show_json - events and errors as JSON lines, for `--progress=rawjson` and `--json`.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_SHOW_JSON_H
#define CLI_SHOW_JSON_H

#include "base/buf.h"
#include "base/err.h"
#include "base/event.h"
#include "base/str.h"

void show_json_event(const struct event *ev);
void show_json_error(const struct err *e);

/* What a command was asked for, on standard output, safe for a terminal and with an end of line. */
void show_json_result(struct str json);

/* A JSON string, quotes included; bytes that are no UTF-8 become U+FFFD. */
void json_quote(struct str text, struct buf *out);

#endif
