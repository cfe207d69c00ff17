/* lazylib - a shared library that few runs need, loaded by the first that does. */
#include "sys/lazylib.h"

#include <dlfcn.h>
#include <string.h>

static int load(const struct lazylib *lib, struct err *e)
{
	void *handle = dlopen(lib->file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	if (!handle) {
		err_set(e, ERR_HOST, "the library %s cannot be loaded: %s", lib->file, dlerror());
		return err_hint(e, "sudo apt-get install %s", lib->package);
	}
	for (size_t i = 0; i < lib->calls_n; i++) {
		void *call = dlsym(handle, lib->calls[i].name);

		if (!call)
			return err_set(e, ERR_HOST, "this %s is too old: it has no %s", lib->file,
				lib->calls[i].name);
		memcpy((char *)lib->table + lib->calls[i].at, &call, sizeof call);
	}
	return 0;
}

int lazylib_load(struct lazylib *lib, struct err *e)
{
	pthread_mutex_lock(&lib->lock);
	if (!lib->loaded)
		lib->loaded = load(lib, e) == 0;
	bool loaded = lib->loaded;

	pthread_mutex_unlock(&lib->lock);
	return loaded ? 0 : -1;
}
