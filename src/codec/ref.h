/* ref - an image reference `[host[:port]/]name[:tag][@digest]` taken apart by its grammar.
 *
 * Grammar: distribution-spec and docker's reference package; a name without a host means docker.io,
 * one without a slash docker.io/library (what users of docker expect). Anything else is
 * ERR_INVALID.
 *
 * Owns: its texts until ref_release. Layer: codec.
 */
#ifndef CODEC_REF_H
#define CODEC_REF_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/digest.h"

struct ref {
	char *host;       /* "docker.io" when none was written */
	char *repository; /* "library/debian" */
	char *tag;        /* NULL when none was written */
	struct digest digest;
};

MUST_CHECK int ref_parse(struct str text, struct ref *out, struct err *e);
void ref_full(const struct ref *r, struct buf *out); /* docker.io/library/debian:latest[@digest] */
void ref_familiar(const struct ref *r, struct buf *out); /* debian:latest, as docker prints it; in
							  * full where the short form would be
							  * read as something else */
void ref_release(struct ref *r);

#endif
