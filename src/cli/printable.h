/* printable - bytes of a step or an image made safe for a terminal.
 *
 * Colours (`ESC [ ... m`) and UTF-8 pass; every control, bidirectional ones too, and every byte
 * that is no UTF-8 (an 8-bit control to some terminals), is spelled out as `\xNN`: no build can
 * set a title, move the cursor or answer a query on its user's terminal.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_PRINTABLE_H
#define CLI_PRINTABLE_H

#include "base/buf.h"
#include "base/str.h"

void printable(struct str raw, struct buf *out);
/* Of text in lines, which stay lines. */
void printable_lines(struct str raw, struct buf *out);
/* Of JSON, which says the same afterwards: controls above ASCII become `\uNNNN`. */
void printable_json(struct str json, struct buf *out);

#endif
