/* url - an http or https URL taken apart: whom it asks, what the file is called, how it is shown.
 *
 * The text comes from a Dockerfile or a server. Only http and https with a host pass; a wrong
 * percent sequence, a control byte or a URL of more than URL_BYTES_MAX is refused. A blank or a
 * byte above ASCII is sent encoded.
 *
 * Owns: what it returns is the caller's to free. Fails: ERR_INVALID. Layer: remote.
 *
 *     char *name = url_file_name("https://h/a/b.tgz?v=1");
 *     assert(str_eq(str_of(name), STR("b.tgz")));
 *     free(name);
 */
#ifndef REMOTE_URL_H
#define REMOTE_URL_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum { URL_BYTES_MAX = 8000, URL_SHOWN_BYTES = 256 };
#define URL_UNNAMED "__unnamed__"

/* As it is sent. */
MUST_CHECK int url_normal(const char *url, char **out, struct err *e);
/* What a Location means; NULL when it is no URL. */
char *url_join(const char *base, const char *reference);
bool url_is_https(const char *url);
/* The same scheme, host and port: who may see what was meant for the other. */
bool url_same_origin(const char *a, const char *b);
/* Lower case, no port, no brackets; NULL when there is none. */
char *url_host(const char *url);
/* Nothing that is sent there passes a wire: localhost or an address of the loopback device. */
bool url_host_is_local(const char *host);
/* The last segment of the path, decoded, without the query; URL_UNNAMED when there is none. */
char *url_file_name(const char *url);
/* For people, records and images: user and password read `xxxxx`. Text that is no URL stays. */
char *url_redacted(struct str url);
/* That, cut to what fits a message. */
char *url_shown(const char *url);
/* A line in which every word that is a URL is so. */
char *url_redacted_line(struct str line);

#endif
