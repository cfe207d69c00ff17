/* execute - finding a program in the sandbox and becoming it, or saying why not, as runc does. */
#include "sys/execute.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "sys/fd.h"
#include "sys/resolve.h"

enum {
	PROGRAM_BYTES_MAX = 4096,
	FIRST_LINE_MAX = 256, /* what the kernel reads of a script */
	SCRIPTS_MAX = 5,      /* how often an interpreter may be a script, in the kernel */
};

/* The interpreter that the first line names; false when it is no script. */
static bool interpreter_of(const char *path, char out[FIRST_LINE_MAX])
{
	AUTO(fd_close) int fd = resolve_raw(AT_FDCWD, path, O_RDONLY, 0, RESOLVE_NO_MAGICLINKS);
	char line[FIRST_LINE_MAX];
	ssize_t n = fd < 0 ? -1 : fd_read_full(fd, line, sizeof line - 1);
	size_t start, length;

	if (n < 3 || line[0] != '#' || line[1] != '!')
		return false;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	start = 2 + strspn(line + 2, " \t");
	length = strcspn(line + start, " \t");
	memcpy(out, line + start, length);
	out[length] = '\0';
	return length > 0;
}

/* 0 when the file may be executed as far as can be told before, else the errno. A magic link, in
 * the path or in a script's first line, is EACCES. */
static int check(const char *path)
{
	char program[PROGRAM_BYTES_MAX];

	if (strlen(path) >= sizeof program)
		return ENAMETOOLONG;
	memcpy(program, path, strlen(path) + 1);
	for (int i = 0; i <= SCRIPTS_MAX; i++) {
		AUTO(fd_close)
		int fd = resolve_raw(AT_FDCWD, program, O_PATH, 0, RESOLVE_NO_MAGICLINKS);
		struct stat st;

		if (fd < 0 || fstat(fd, &st) < 0)
			return errno == ELOOP ? EACCES : errno;
		if (S_ISDIR(st.st_mode))
			return EISDIR;
		if (!S_ISREG(st.st_mode) || faccessat(AT_FDCWD, program, X_OK, AT_EACCESS) < 0)
			return EACCES;
		if (!interpreter_of(program, program))
			return 0;
	}
	return ELOOP;
}

/* Go's words are strerror's in lower case. */
static void explain(const char *name, const char *stat, int error, char *message, size_t size)
{
	char why[128];

	snprintf(why, sizeof why, "%s", strerror(error));
	why[0] = (char)tolower((unsigned char)why[0]);
	if (stat)
		snprintf(message, size, "exec: \"%s\": stat %s: %s", name, stat, why);
	else
		snprintf(message, size, "exec: \"%s\": %s", name, why);
}

static struct str path_variable(char *const envp[])
{
	for (; *envp; envp++)
		if (strncmp(*envp, "PATH=", 5) == 0)
			return str_of(*envp + 5);
	return STR("");
}

/* The first candidate in PATH that may be executed; an empty element is the working directory. */
static bool search(const char *name, char *const envp[], char out[PROGRAM_BYTES_MAX])
{
	struct str path = path_variable(envp), directory;

	while (path.n > 0) {
		int n;

		str_cut(path, ':', &directory, &path);
		if (directory.n == 0)
			directory = STR(".");
		n = snprintf(out, PROGRAM_BYTES_MAX, "%.*s/%s", STR_FMT(directory), name);
		if (n < PROGRAM_BYTES_MAX && check(out) == 0)
			return true;
	}
	return false;
}

void execute(char *const argv[], char *const envp[], char *message, size_t size)
{
	char found[PROGRAM_BYTES_MAX];
	const char *program = argv[0];
	int error;

	if (!strchr(program, '/')) {
		if (!search(program, envp, found)) {
			snprintf(message, size, "exec: \"%s\": executable file not found in $PATH",
				program);
			return;
		}
		program = found;
	}
	error = check(program);
	if (error == 0) {
		execve(program, argv, envp);
		explain(argv[0], NULL, errno, message, size);
		return;
	}
	explain(argv[0], error == ENOENT || error == ENOTDIR ? program : NULL, error, message,
		size);
}
