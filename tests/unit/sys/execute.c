#include "sys/execute.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char name[] = "/tmp/execute-XXXXXX";

static void put(const char *file, const char *text, mode_t mode)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, mode);

	cr_assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	fchmod(fd, mode);
	close(fd);
}

static void set_up(void)
{
	cr_assert(mkdtemp(name) && chdir(name) == 0);
	cr_assert(mkdir("dir", 0755) == 0 && symlink("loop", "loop") == 0);
	put("script", "#!/bin/sh\nexit 7\n", 0755);
	put("plain", "text", 0644);
	put("nothing", "text", 0755);
	put("self", "#!/proc/self/exe\n", 0755);
	put("nested", "#!./self\n", 0755);
}

static void tear_down(void)
{
	const char *files[] = {"script", "plain", "nothing", "self", "nested", "loop"};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(files[i]);
	rmdir("dir");
	rmdir(name);
}

TestSuite(execute, .init = set_up, .fini = tear_down, .timeout = 20);

static void expect_refusal(const char *program, const char *path, const char *text)
{
	char *argv[] = {(char *)program, NULL}, *envp[] = {(char *)path, NULL};
	char message[9000];

	execute(argv, envp, message, sizeof message);
	cr_expect_str_eq(message, text);
}

Test(execute, refusals_are_runcs)
{
	expect_refusal("./x", "PATH=/bin", "exec: \"./x\": stat ./x: no such file or directory");
	expect_refusal(
		"./plain/x", "PATH=/bin", "exec: \"./plain/x\": stat ./plain/x: not a directory");
	expect_refusal("x", "PATH=/bin", "exec: \"x\": executable file not found in $PATH");
	expect_refusal("sh", "HOME=/", "exec: \"sh\": executable file not found in $PATH");
	expect_refusal("", "PATH=/bin", "exec: \"\": executable file not found in $PATH");
	expect_refusal("./plain", "PATH=/bin", "exec: \"./plain\": permission denied");
	expect_refusal("./dir", "PATH=/bin", "exec: \"./dir\": is a directory");
	expect_refusal("./nothing", "PATH=/bin", "exec: \"./nothing\": exec format error");
}

Test(execute, magic_links_are_not_followed)
{
	expect_refusal(
		"/proc/self/exe", "PATH=/bin", "exec: \"/proc/self/exe\": permission denied");
	expect_refusal("/proc/self/cwd/script", "PATH=/bin",
		"exec: \"/proc/self/cwd/script\": permission denied");
	expect_refusal("./self", "PATH=/bin", "exec: \"./self\": permission denied");
	expect_refusal("./nested", "PATH=/bin", "exec: \"./nested\": permission denied");
	expect_refusal(
		"exe", "PATH=/proc/self", "exec: \"exe\": executable file not found in $PATH");
}

Test(execute, long_names_and_paths_are_refused)
{
	char *path = malloc(100000), program[5000];

	memset(program, 'a', sizeof program - 1);
	program[sizeof program - 1] = '\0';
	program[0] = '/';
	memset(path, 'b', 99999);
	path[99999] = '\0';
	memcpy(path, "PATH=", 5);
	char *argv[] = {program, NULL}, *envp[] = {path, NULL};
	char message[9000];

	execute(argv, envp, message, sizeof message);
	cr_expect(strstr(message, "file name too long") != NULL);
	expect_refusal("x", path, "exec: \"x\": executable file not found in $PATH");
	free(path);
}

static int status_of(const char *program, const char *path)
{
	char *argv[] = {(char *)program, NULL}, *envp[] = {(char *)path, NULL};
	char message[9000];
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		execute(argv, envp, message, sizeof message);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

Test(execute, programs_are_found)
{
	cr_expect(status_of("./script", "PATH=/bin") == 7);
	cr_expect(status_of("script", "PATH=/nowhere::/bin") == 7, "an empty element is here");
	cr_expect(status_of("script", "PATH=dir:.") == 7);
	cr_expect(status_of("true", "PATH=/nowhere:/usr/bin:/bin") == 0);
}
