/* support - a Dockerfile given as text, parsed and planned for a test. */
#ifndef TEST_PLAN_SUPPORT_H
#define TEST_PLAN_SUPPORT_H

#include "base/err.h"
#include "base/map.h"
#include "lang/parse.h"
#include "plan/bind.h"
#include "plan/graph.h"

/* A case: the maps are given, the rest is made. */
struct planned {
	struct source source;
	struct dockerfile file;
	struct map args, contexts;
	const char *target, *platform;
	struct plan plan;
	struct err e;
};

/* 0 or -1; the machine that builds is linux/amd64. */
int planned_make(struct planned *p, const char *text);
void planned_release(struct planned *p);
/* The plan must be made, and its dump be this. */
void planned_expect(struct planned *p, const char *text, const char *dump);
/* Planning must fail in this line with this text. */
void planned_refuse(struct planned *p, const char *text, unsigned line, const char *error);

/* A planned case bound to a program; bases are the configs of the plan's images in order, as JSON.
 */
struct bound {
	struct planned planned;
	const char *bases[8];
	struct map labels;
	struct bind_request request; /* maps are filled in */
	struct config configs[8];
	struct program program;
};

/* As program_bind; images that a base's triggers bring are taken from bases too. */
int bound_make(struct bound *b, const char *text);
void bound_release(struct bound *b);
/* The last stage's steps must have these history lines, "E " before those without a layer; NULL
 * ends. The text is bound with `FROM scratch` before it. */
void bound_history(const char *text, ...);
/* Binding `FROM scratch` and text must fail in this line (of text) with this error. */
void bound_refuse(const char *text, unsigned line, const char *error);
/* The target's. */
const struct config *bound_config(const struct bound *b);
const struct step *bound_step(const struct bound *b, size_t step);

#endif
