/* outline - what a build takes from outside: arguments, secrets, agents, caches; and its stages.
 *
 * A comment line right above FROM or ARG that begins with its name describes it.
 *
 * Owns: its lists until outline_release; texts are those of the checked file. Fails: never. Layer:
 * build.
 *
 *     AUTO(outline_release) struct outline o = {0};
 *     outline_make(&checked, &o);
 */
#ifndef BUILD_OUTLINE_H
#define BUILD_OUTLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/vec.h"
#include "build/check.h"

struct outline_arg {
	struct str name, value, description;
	struct span span; /* of the instruction that declares it */
};

struct outline_need { /* a secret, an agent or a cache, once however often it is mounted */
	struct str id;
	bool required;
	struct span span; /* of the first instruction that mounts it */
};

struct outline_needs {
	VEC(struct outline_need) list;
};

struct outline_stage {
	struct str name, base, platform, description; /* name: empty when none; base: as written */
	struct span span;                             /* of its FROM */
};

struct outline {
	struct outline_stage target;
	VEC(struct outline_arg) args; /* in the order of the file */
	struct outline_needs secrets, agents, caches;
};

/* Of the target and what it needs: read with a target, or with needed_only. */
void outline_make(const struct checked *c, struct outline *out);
/* Of the declared stage of that number. */
void outline_describe(const struct checked *c, size_t declaration, struct outline_stage *out);
void outline_release(struct outline *o);

#endif
