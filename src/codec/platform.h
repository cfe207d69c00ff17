/* platform - "os/arch[/variant]" as a value, with the spellings that users of docker expect.
 *
 * Grammar: os, arch, os/arch or os/arch/variant, the operating system optionally with a version in
 * parentheses; aliases (x86_64, aarch64, armhf, macos) and default variants fold into one spelling,
 * so that equal platforms are equal texts.
 *
 * Owns: nothing; texts are literals, the input's or the arena's. Fails: ERR_INVALID. Layer: codec.
 *
 *     struct platform p;
 *     if (platform_parse(STR("aarch64"), &arena, &p, e) < 0)
 *         return -1;
 *     assert(str_eq(platform_text(&p, &arena), STR("linux/arm64")));
 */
#ifndef CODEC_PLATFORM_H
#define CODEC_PLATFORM_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct platform {
	struct str os, os_version, arch, variant;
};

struct platform platform_own(void); /* of the machine this program was built for */
MUST_CHECK int platform_parse(
	struct str text, struct arena *arena, struct platform *out, struct err *e);
/* Folds aliases and default variants of one that did not come through platform_parse. */
void platform_fold(struct platform *p);
/* Of two folded ones; versions of the operating system do not count. */
bool platform_eq(const struct platform *a, const struct platform *b);
struct str platform_text(const struct platform *p, struct arena *arena); /* "linux/arm/v7" */

#endif
