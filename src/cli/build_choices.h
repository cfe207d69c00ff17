/* build_choices - the options of `lichen build` that are one word or number, and what they mean for
 * the request: progress, dump, network, policy, time, platform.
 *
 * Fails: ERR_USAGE, which names the option and what it takes; as asked_platform. Layer: cli.
 */
#ifndef CLI_BUILD_CHOICES_H
#define CLI_BUILD_CHOICES_H

#include "base/attr.h"
#include "base/err.h"
#include "build/build.h"
#include "cli/build_options.h"
#include "cli/show.h"

/* How progress is shown: as asked, else by what standard error is. */
MUST_CHECK int build_choices_mode(
	const struct build_options *o, enum show_mode *mode, struct err *e);
/* SOURCE_DATE_EPOCH of the environment and --timestamp become a build argument of o. */
MUST_CHECK int build_choices_read(
	struct build_options *o, struct build_request *request, struct err *e);

#endif
