/* check_docker - what a check found, as docker's `--call=check,format=json` writes it.
 *
 * One object: warnings with ruleName, description, url, detail and location; the source, whose
 * data is base64; and the error that ended the reading, if one did. Docker's places are whole
 * lines.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_CHECK_DOCKER_H
#define CLI_CHECK_DOCKER_H

#include "base/buf.h"
#include "base/err.h"
#include "cli/check_report.h"
#include "codec/json.h"

void check_docker_json(const struct check_report *r, const struct err *failure, struct buf *out);
/* "location": the lines of span, counted from 1. */
void check_docker_location(struct json_writer *w, struct span span);
/* "sources" of outline and targets: the bytes of the one file, as base64. */
void check_docker_sources(struct json_writer *w, struct str source);

#endif
