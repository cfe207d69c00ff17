/* check_report - what a check found, as people, scripts and code scanning services read it.
 *
 * text: one `WARN: Rule: text (line N)` with its excerpt for each finding; json: an array of
 * objects with rule, description, file, line, endLine, column (counted in bytes) and text; sarif: a
 * log of the format SARIF 2.1.0. The same findings give the same bytes.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_CHECK_REPORT_H
#define CLI_CHECK_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "build/findings.h"

struct check_report {
	const struct findings *found;
	const char *file;
	struct str source; /* its bytes */
	bool failed;       /* the file was not read to its end */
};

void check_report_text(const struct check_report *r, FILE *to);
void check_report_json(const struct check_report *r, struct buf *out);
void check_report_sarif(const struct check_report *r, struct buf *out);

#endif
