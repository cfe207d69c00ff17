/* execute - finding a program in the sandbox and becoming it, or saying why not, as runc does.
 *
 * A name with a slash is taken as it is; another is looked for in PATH. No magic link is followed
 * on the way (/proc/self/exe would be the builder itself), neither by the name nor by a script's
 * first line.
 *
 * Fails: it only returns when it did; the text is for the step's stderr, the step's status is 1.
 * Layer: sys.
 *
 *     execute(argv, envp, message, sizeof message);
 */
#ifndef SYS_EXECUTE_H
#define SYS_EXECUTE_H

#include <stddef.h>

void execute(char *const argv[], char *const envp[], char *message, size_t size);

#endif
