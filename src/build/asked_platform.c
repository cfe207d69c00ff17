/* asked_platform - the platform that an image is asked for: one, and in any of docker's spellings.
 */
#include "build/asked_platform.h"

#include <string.h>

#include "codec/platform.h"

int asked_platform(const char *platform, struct err *e)
{
	AUTO(arena_release) struct arena arena = {0};
	struct platform asked;

	if (!platform)
		return 0;
	if (strchr(platform, ',')) {
		err_set(e, ERR_UNSUPPORTED, "a build is for one platform: not `%s`", platform);
		return err_hint(e, "build once for each, with a tag of its own");
	}
	if (platform_parse(str_of(platform), &arena, &asked, e) == 0)
		return 0;
	e->kind = ERR_USAGE;
	return err_during(e, "reading the platform `%s`", platform);
}
