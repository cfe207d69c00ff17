/* ports - one word of EXPOSE: PORT[-END][/PROTO], with an address and host port docker ignores.
 *
 * Owns: nothing; "80/tcp" texts are added to out. Fails: ERR_SYNTAX, ERR_LIMIT without a position.
 * Layer: plan.
 *
 *     ports_parse(STR("80-82/UDP"), &out, e); // 80/udp 81/udp 82/udp
 */
#ifndef PLAN_PORTS_H
#define PLAN_PORTS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/strs.h"

enum { PORTS_MAX = 200000 }; /* in one list: 65,536 ports of three protocols fit */

MUST_CHECK int ports_parse(struct str word, struct strs *out, struct err *e);

#endif
