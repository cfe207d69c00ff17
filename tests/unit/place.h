/* place - a directory of a test's own, gone with place_close. */
#ifndef TEST_PLACE_H
#define TEST_PLACE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/tree.h"

struct place {
	char path[64];
	struct tree dir;
};

static inline void place_open(struct place *p)
{
	struct err e;

	snprintf(p->path, sizeof p->path, "/tmp/lichen-test-XXXXXX");
	cr_assert(mkdtemp(p->path) != NULL);
	cr_assert(tree_open(p->path, &p->dir, &e) == 0, "%s", e.text);
}

static inline void place_close(struct place *p)
{
	struct tree parent = TREE_NONE;
	struct err e;

	tree_close(&p->dir);
	if (tree_open("/tmp", &parent, &e) == 0 &&
		tree_remove(&parent, p->path + sizeof "/tmp/" - 1, &e) < 0)
		fprintf(stderr, "cannot remove %s: %s\n", p->path, e.text);
	tree_close(&parent);
}

static inline void place_file(struct place *p, const char *name, const char *text)
{
	struct err e;

	cr_assert(tree_write(&p->dir, name, 0644, text, strlen(text), &e) == 0, "%s", e.text);
}

#endif
