/* git_env - the environment that git is told everything by.
 *
 * For git_run alone. Settings travel as GIT_CONFIG_COUNT, GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n:
 * above every file, inherited by git for submodules, and seen by nobody but the user.
 *
 * Owns: nothing. Fails: never. Layer: remote.
 */
#ifndef REMOTE_GIT_ENV_H
#define REMOTE_GIT_ENV_H

#include "base/strs.h"
#include "remote/git_run.h"

#define GIT_AGENT_PLACE "/run/lichen-agent"
#define GIT_AUTHORITIES_PLACE "/run/lichen-authorities"
#define GIT_KNOWN_HOSTS_PLACE "/run/lichen-known-hosts"

void git_env_make(const struct git *g, struct strs *out);

#endif
