/* other_options - options of docker, podman and buildah that lichen does not have, command by
 * command.
 *
 * Each is either needless, because what it asks for is so anyway or cannot matter here, or it is
 * refused by its name with what to do instead. None is passed over in silence unless it is
 * fulfilled.
 *
 * Layer: cli.
 */
#ifndef CLI_OTHER_OPTIONS_H
#define CLI_OTHER_OPTIONS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/strs.h"

enum other_kind {
	OTHER_FLAG,  /* alone, or with `=VALUE` */
	OTHER_VALUE, /* with a value, in the next word too */
};

struct other_opt {
	char letter; /* 0: none */
	const char *name;
	enum other_kind kind;
	/* The values that are good, between spaces: "false" of a flag that must stay off; "*": any;
	 * NULL: none. A flag alone has the value "true". */
	const char *good;
	const char *note; /* said of a good value; NULL: it is fulfilled and nothing is to say */
	const char *cure; /* of any other value */
};

/* Of each command; a note is only for the build, whose struct has a list for them. */
extern const struct other_opt build_other_options[], images_other_options[],
	inspect_other_options[], history_other_options[], rmi_other_options[],
	prune_other_options[], df_other_options[];

/* By its long name or, when name is empty, by its letter; NULL: nobody's. */
const struct other_opt *other_find(const struct other_opt *table, struct str name, char letter);
/* Adds to notes what there is to say, or refuses. */
MUST_CHECK int other_take(
	const struct other_opt *o, const char *value, struct strs *notes, struct err *e);

#endif
