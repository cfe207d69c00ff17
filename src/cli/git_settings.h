/* git_settings - what the user's environment says to git and ssh: PATH, proxies, known hosts,
 * authorities.
 *
 * Nothing of it has to be there: who fetches no repository needs none of it.
 *
 * Owns: what it read until git_settings_release. Fails: never. Layer: cli.
 *
 *     AUTO(git_settings_release) struct git_settings s = {0};
 *     git_settings_read(&s);
 */
#ifndef CLI_GIT_SETTINGS_H
#define CLI_GIT_SETTINGS_H

#include "base/buf.h"
#include "base/map.h"
#include "build/build.h"

struct git_settings {
	const char *search, *ca_file;
	struct map proxies;
	struct buf known_hosts;
};

void git_settings_read(struct git_settings *s);
struct git_host git_settings_host(const struct git_settings *s); /* borrows */
void git_settings_release(struct git_settings *s);

#endif
