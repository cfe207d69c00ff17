/* source_form - is a source of ADD a path, a URL to fetch or a git repository? By its text alone.
 */
#include "plan/source_form.h"

#include "remote/git_url.h"

enum source_form source_form(struct str s)
{
	if (git_url_is(s))
		return SOURCE_GIT;
	if (str_starts(s, STR("http://")) || str_starts(s, STR("https://")))
		return SOURCE_URL;
	return SOURCE_PATH;
}
