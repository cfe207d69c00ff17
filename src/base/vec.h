/* vec - a typed growing array as a struct; all logic is in one ordinary function.
 *
 * A vector that crosses a function is a member of a named struct:
 *     struct words { VEC(struct str) list; };
 * Elements move when it grows: keep indices, not pointers, across a push.
 *
 * Owns: the array (vec_release frees it), not what the elements point to. Fails: aborts when memory
 * is gone. Layer: base.
 *
 *     VEC(int) v = {0};
 *     vec_push(&v, 7);
 *     assert(v.n == 1 && v.p[0] == 7);
 *     vec_release(&v);
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>

#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *p;                                                                           \
		size_t n, capacity;                                                                \
	}

/* The one place that grows: returns the array with room for one more element. */
void *vec_room(void *array, size_t n, size_t *capacity, size_t element_bytes);
/* Frees *array and sets it to NULL. */
void vec_drop(void *array);

#define vec_push(v, ...)                                                                           \
	((v)->p = vec_room((v)->p, (v)->n, &(v)->capacity, sizeof *(v)->p),                        \
		(v)->p[(v)->n++] = (__VA_ARGS__))
#define vec_last(v) (&(v)->p[(v)->n - 1])
#define vec_release(v) (vec_drop(&(v)->p), (v)->n = 0, (v)->capacity = 0)

#endif
