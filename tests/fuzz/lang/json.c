/* Any bytes as the exec form of a command. */
#include <assert.h>
#include <stdint.h>

#include "base/attr.h"
#include "lang/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const struct str text = {(const char *)bytes, n};
	AUTO(arena_release) struct arena arena = {0};
	AUTO(json_strings_release) struct json_strings strings = {0};
	struct str value = {0};

	if (json_strings_read(text, &arena, &strings) == JSON_STRINGS)
		for (size_t i = 0; i < strings.list.n; i++)
			assert(strings.list.p[i].raw.n >= 2);
	json_object_string(text, STR("syntax"), &arena, &value);
	return 0;
}
