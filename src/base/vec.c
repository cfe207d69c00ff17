/* vec - a typed growing array as a struct; all logic is in one ordinary function. */
#include "base/vec.h"

#include "base/mem.h"

void *vec_room(void *array, size_t n, size_t *capacity, size_t element_bytes)
{
	if (n < *capacity)
		return array;
	*capacity = *capacity ? *capacity * 2 : 8;
	return mem_grow(array, *capacity, element_bytes);
}

void vec_drop(void *array)
{
	mem_release(array);
}
