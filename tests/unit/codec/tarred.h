/* tarred - tars made by hand and read as text, for the tests of the reader. */
#ifndef TESTS_CODEC_TARRED_H
#define TESTS_CODEC_TARRED_H

#include "base/buf.h"
#include "codec/tar.h"

extern const struct tar_rules tarred_rules; /* strict names, generous limits */

/* A sink that adds to a struct buf. */
int tarred_collect(void *context, const void *bytes, size_t n, struct err *e);
int tarred_file(struct str data); /* a descriptor at its start; the caller closes it */
/* The entries as text: "type path mode uid gid mtime[ -> link][ xattr=length]:data". */
int tarred_list_fd(int fd, const struct tar_rules *rules, struct buf *out, struct err *e);
int tarred_list(struct str tar, const struct tar_rules *rules, struct buf *out, struct err *e);

/* A header with the right checksum, mode 644, owner 1:2 and time 3. */
void tarred_header(struct buf *b, char type, const char *name, const char *size, const char *link);
void tarred_sum(char *block); /* makes a changed header's checksum right again */
void tarred_body(struct buf *b, struct str data);
void tarred_extension(struct buf *b, char type, struct str data); /* header and body */
void tarred_end(struct buf *b);

void tarred_expect(const struct buf *tar, const char *want);
void tarred_refused(const struct buf *tar, enum err_kind kind, const char *text);

#endif
