/* fixture - a store in a directory of its own, gone with the test. */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include <criterion/criterion.h>

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

#define ok(call)                                                                                   \
	do {                                                                                       \
		int result_ = (call);                                                              \
		cr_assert(result_ >= 0, "%s: %s (%s)", #call, e.text, e.during);                   \
	} while (0)

#endif
