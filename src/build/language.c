/* language - a Dockerfile's bytes read in the language that is asked for, which is always ours. */
#include "build/language.h"

#include "build/findings.h"

int language_read(struct language_text text, struct source *source, struct dockerfile *out,
	struct lint_options *lint, struct err *e)
{
	const struct str *asked =
		text.build_args ? map_get(text.build_args, STR("BUILDKIT_SYNTAX")) : NULL;

	if (asked && asked->n > 0 && dockerfile_syntax(*asked, e) < 0)
		return err_during(e, "reading the build argument BUILDKIT_SYNTAX");
	if (source_make(text.name, text.bytes, source, e) < 0)
		return -1;
	source->syntax_asked = asked && asked->n > 0;
	int parsed = dockerfile_parse(source, out, e);
	struct err other;

	if (findings_options(out, text.build_args, lint, parsed < 0 ? &other : e) < 0)
		return -1;
	return parsed;
}
