/* attr - the compiler attributes that the house uses, each for one promise.
 *
 * AUTO(f) runs f on the variable's address when its scope ends: cleanup belongs to the declaration.
 * MUST_CHECK makes an ignored result a warning, and warnings are errors here.
 *
 * Owns: nothing. Fails: never. Layer: base.
 *
 *     AUTO(fd_close) int fd = -1;
 */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define AUTO(release) __attribute__((cleanup(release)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define NORETURN __attribute__((noreturn))

#endif
