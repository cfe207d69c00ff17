/* support - a Dockerfile given as text, parsed and planned for a test. */
#ifndef TEST_PLAN_SUPPORT_H
#define TEST_PLAN_SUPPORT_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "lang/parse.h"
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

#endif
