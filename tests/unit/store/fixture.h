/* fixture - a store in a directory of its own, gone with the test. */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include <criterion/criterion.h>
#include <stdbool.h>

#include "codec/digest.h"
#include "store/store.h"
#include "sys/tree.h"

struct fixture {
	char path[64];
	struct tree root;
	struct store store;
};

void fixture_begin(struct fixture *f);
void fixture_end(struct fixture *f);
void fixture_reopen(struct fixture *f, enum store_lock lock);
/* As if the machine had gone down and come up again. */
void fixture_reboot(struct fixture *f);
size_t fixture_count(const struct fixture *f, const char *directory); /* names in it */
/* A layer with one file of the given content, committed. */
void fixture_layer(struct fixture *f, const struct digest *diff_id, const char *content);

struct digest fixture_digest(const char *text); /* of the text */
/* An image of one layer, whose diff id is fixture_digest(layer); name NULL: untagged. Returns its
 * config's digest. */
struct digest fixture_image(struct fixture *f, const char *name, const char *layer);
void fixture_step(struct fixture *f, const char *key, const char *layer);
void fixture_encoding(struct fixture *f, const char *layer, const char *content);

/* For code that may run in a forked child too, from which the test runner cannot be spoken to:
 * there a failure ends the child. */
void fixture_must(bool good, const char *what, const char *text);

#define must(condition) fixture_must((condition), #condition, "")
#define ok(call) fixture_must((call) >= 0, #call, e.text)

#endif
