/* source_form - is a source of ADD a path, a URL to fetch or a git repository? By its text alone.
 *
 * As docker has it: what git_url_is says is a repository, another http or https URL is fetched, and
 * everything else is a path. The same for --build-context and for the context itself.
 *
 * Owns: nothing. Fails: never. Layer: plan.
 *
 *     assert(source_form(STR("https://host/x.git#v1")) == SOURCE_GIT);
 */
#ifndef PLAN_SOURCE_FORM_H
#define PLAN_SOURCE_FORM_H

#include "base/str.h"

enum source_form { SOURCE_PATH, SOURCE_URL, SOURCE_GIT };

enum source_form source_form(struct str source);

#endif
