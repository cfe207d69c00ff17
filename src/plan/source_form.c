/* source_form - is a source of ADD a path, a URL to fetch or a git repository? By its text alone.
 */
#include "plan/bind.h"

#include <string.h>

/* user@host:path, as ssh and git write it. */
static bool is_scp(struct str s)
{
	size_t at = str_find(s, '@');
	size_t colon = at < s.n ? at + 1 + str_find(str_from(s, at + 1), ':') : s.n;

	if (at == 0 || at >= s.n || colon >= s.n || colon == at + 1)
		return false;
	for (size_t i = 0; i < colon; i++) {
		char c = s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '-' || (c == '_' && i < at) ||
			     (c == '.' && i > at);

		if (!plain && i != at)
			return false;
	}
	return true;
}

/* Whether the path of a URL ends in .git, before its query and fragment. */
static bool is_git_path(struct str s)
{
	s = str_upto(s, str_find(s, '#'));
	s = str_upto(s, str_find(s, '?'));
	return str_ends(s, STR(".git"));
}

enum source_form source_form(struct str s)
{
	if (str_starts(s, STR("http://")) || str_starts(s, STR("https://")))
		return is_git_path(s) ? SOURCE_GIT : SOURCE_URL;
	if (str_starts(s, STR("git://")) || str_starts(s, STR("ssh://")) || is_scp(s))
		return SOURCE_GIT;
	return SOURCE_PATH;
}
