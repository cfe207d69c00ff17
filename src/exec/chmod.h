/* chmod - the --chmod texts: octal, and the symbolic ones of chmod(1) under umask 0.
 *
 * Octal is 0..7777 and replaces every bit. Symbolic is a list of clauses
 * `[ugoa...]op[rwxXst|u|g|o]` with op one of + - =, several ops a clause. As BSD has it: `X` looks
 * at the mode that came in, not at what earlier clauses made of it; `t` with nothing but `o` means
 * nothing; `=` clears set-id bits of those it names. Both kinds are text from a Dockerfile: the
 * number of actions is limited.
 *
 * Owns: nothing. Fails: ERR_INVALID, in the words of BuildKit. Layer: exec.
 *
 *     struct chmod c;
 *     if (chmod_parse(STR("u=rwX,go=rX"), &c, e) < 0)
 *         return -1;
 *     mode = chmod_apply(&c, 0640, false);
 */
#ifndef EXEC_CHMOD_H
#define EXEC_CHMOD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum { CHMOD_ACTIONS_MAX = 64, CHMOD_BITS = 07777 };

/* One `op permissions` with the bits it may touch. */
struct chmod_action {
	char op;        /* + - = */
	char copy;      /* u, g or o: permissions come from there; 0: from bits */
	bool execute_x; /* X was among them */
	mode_t who;     /* the bits that op may change */
	mode_t bits;    /* what rwxst stand for, for everybody */
};

struct chmod {
	bool octal;
	mode_t mode; /* when octal */
	struct chmod_action actions[CHMOD_ACTIONS_MAX];
	size_t n;
};

MUST_CHECK int chmod_parse(struct str text, struct chmod *out, struct err *e);
/* The permission and special bits of mode after it. */
mode_t chmod_apply(const struct chmod *c, mode_t mode, bool directory);

#endif
