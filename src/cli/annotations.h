/* annotations - which document an annotation is for: `[LEVEL[,LEVEL...]:]NAME`, as docker has it.
 *
 * A LEVEL is manifest (what no LEVEL means), manifest-descriptor, index or index-descriptor, the
 * first two also with a platform: manifest[linux/arm64]. An image of one platform has a manifest
 * and no index; what is for other documents is left out, and that is told.
 *
 * Owns: nothing. Fails: ERR_USAGE. Layer: cli.
 */
#ifndef CLI_ANNOTATIONS_H
#define CLI_ANNOTATIONS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/strs.h"

extern const struct str annotations_left_note;

enum annotation_level { ANNOTATION_MANIFEST, ANNOTATION_ELSEWHERE, ANNOTATION_UNKNOWN };

enum annotation_level annotation_level(struct str word);
/* May a user set it? */
MUST_CHECK int annotation_check(struct str name, struct err *e);
/* --annotation as given becomes what goes into the manifest of an image for platform. */
MUST_CHECK int annotations_read(
	struct map *list, const char *platform, struct strs *notes, struct err *e);

#endif
