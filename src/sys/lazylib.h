/* lazylib - a shared library that few runs need, loaded by the first that does.
 *
 * Every process of a build is a fork of the first, and a library that is mapped is copied each
 * time with all that it depends on; one that only a URL or a rare archive needs is not linked.
 * Its calls are a table of pointers of the header's own types.
 *
 * Owns: nothing; what is loaded stays until the process ends, and its table is constant from then
 * on. Fails: ERR_HOST (not installed, the hint is the administrator's line; or without a call that
 * is needed). Threads: any. Layer: sys.
 *
 *     static struct lazylib lib = LAZYLIB("libcurl.so.4", "libcurl4", calls, &table);
 *     if (lazylib_load(&lib, e) < 0)
 *         return -1;
 */
#ifndef SYS_LAZYLIB_H
#define SYS_LAZYLIB_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct lazylib_call {
	const char *name;
	size_t at; /* of its pointer in the table */
};

struct lazylib {
	const char *file, *package; /* the name to load, and Debian's */
	const struct lazylib_call *calls;
	size_t calls_n;
	void *table;
	pthread_mutex_t lock;
	bool loaded;
};

#define LAZYLIB(file, package, calls, table)                                                       \
	{                                                                                          \
		file, package, calls, sizeof(calls) / sizeof *(calls), table,                      \
			PTHREAD_MUTEX_INITIALIZER, false                                           \
	}

MUST_CHECK int lazylib_load(struct lazylib *lib, struct err *e);

#endif
