/* machine - whether this machine builds for the platform that was asked for. */
#include "build/machine.h"

#include "plan/platform.h"

int machine_builds(const char *platform, struct err *e)
{
	AUTO(arena_release) struct arena arena = {0};
	struct platform own = platform_own();
	struct platform asked;

	if (!platform)
		return 0;
	if (platform_parse(str_of(platform), &arena, &asked, e) < 0) {
		e->kind = ERR_USAGE;
		return err_during(e, "reading the platform `%s`", platform);
	}
	struct str want = platform_text(&asked, &arena);
	struct str have = platform_text(&own, &arena);

	if (str_eq(want, have))
		return 0;
	err_set(e, ERR_UNSUPPORTED, "cannot build for `%.*s` on this machine yet", STR_FMT(want));
	return err_hint(e, "this machine builds for %.*s", STR_FMT(have));
}
