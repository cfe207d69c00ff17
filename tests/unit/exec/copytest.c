#include "copytest.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/fd.h"
#include "sys/walk.h"

void copytest_init(struct copytest *t)
{
	*t = (struct copytest){.name = "/tmp/copytest-XXXXXX"};
	struct tree from = TREE_NONE, to = TREE_NONE;

	umask(022);
	cr_assert(mkdtemp(t->name));
	cr_assert_eq(tree_open(t->name, &t->host, &t->e), 0);
	cr_assert_eq(tree_make_at(&t->host, "from", 0755, &from, &t->e), 0);
	cr_assert_eq(tree_make_at(&t->host, "to", 0755, &to, &t->e), 0);
	t->from.fd = from.fd;
	t->to.fd = to.fd;
	t->request = (struct files_request){.epoch_s = -1};
}

void copytest_release(struct copytest *t)
{
	struct tree tmp;

	rootfs_close(&t->from);
	rootfs_close(&t->to);
	cr_expect_eq(tree_open("/tmp", &tmp, &t->e), 0);
	cr_expect_eq(tree_remove(&tmp, t->name + strlen("/tmp/"), &t->e), 0, "%s", t->e.text);
	tree_close(&tmp);
	tree_close(&t->host);
	strs_release(&t->sources);
	strs_release(&t->excludes);
	ignore_release(&t->ignore);
	buf_release(&t->listed);
}

static void make_parents(int dirfd, char *path)
{
	for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdirat(dirfd, path, 0755);
		*slash = '/';
	}
}

static void make_socket(int dirfd, const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int s = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/%s", dirfd, path);
	cr_assert_eq(bind(s, (struct sockaddr *)&a, sizeof a), 0, "%s", path);
	close(s);
}

static void make_file(int dirfd, const char *path, const char *text)
{
	int fd = openat(dirfd, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	cr_assert_geq(fd, 0, "%s", path);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void make_one(int dirfd, char *word)
{
	char *mode = strrchr(word, ':');
	char *mark = strpbrk(word, "=>|@&");

	if (mode)
		*mode++ = '\0';
	char kind = mark ? *mark : '\0';
	if (mark)
		*mark++ = '\0';
	make_parents(dirfd, word);
	if (kind == '>')
		cr_assert_eq(symlinkat(mark, dirfd, word), 0, "%s", word);
	else if (kind == '|')
		cr_assert_eq(mkfifoat(dirfd, word, 0644), 0, "%s", word);
	else if (kind == '@')
		make_socket(dirfd, word);
	else if (kind == '&')
		cr_assert_eq(linkat(dirfd, mark, dirfd, word, 0), 0, "%s", word);
	else if (word[strlen(word) - 1] != '/')
		make_file(dirfd, word, kind == '=' ? mark : word);
	if (mode)
		cr_assert_eq(fchmodat(dirfd, word, strtoul(mode, NULL, 8), 0), 0, "%s", word);
}

/* Modes of directories come last, so that a directory without permissions can be filled. */
void copytest_make(int dirfd, const char *tree)
{
	for (int pass = 0; pass < 2; pass++) {
		char *words = strdup(tree), *rest = words, *word;

		while ((word = strsep(&rest, " "))) {
			char *colon = strstr(word, "/:");

			if (pass == 0 && colon)
				colon[1] = '\0';
			if (*word && (pass == 0 || colon))
				make_one(dirfd, word);
		}
		free(words);
	}
}

static void list_content(struct buf *out, const struct walk_entry *entry)
{
	struct err e;
	AUTO(fd_close) int fd = openat(entry->dirfd, entry->name, O_RDONLY);

	buf_char(out, '=');
	if (fd < 0 || fd_read_all(fd, 1 << 20, out, &e) < 0)
		buf_cstr_add(out, "?");
}

static int list_enter(void *context, const struct walk_entry *entry, struct err *e)
{
	struct buf *out = context;
	mode_t mode = entry->st->st_mode;
	char target[256] = "";

	(void)e;
	buf_fmt(out, "%s%s", out->n > 0 ? " " : "", entry->path);
	if (S_ISLNK(mode)) {
		cr_assert_gt(readlinkat(entry->dirfd, entry->name, target, 255), 0);
		buf_fmt(out, ">%s", target);
		return 0;
	}
	if (S_ISDIR(mode))
		buf_char(out, '/');
	else if (S_ISFIFO(mode))
		buf_char(out, '|');
	else
		list_content(out, entry);
	mode_t usual = S_ISDIR(mode) ? 0755 : 0644;

	if ((mode & 07777) != usual)
		buf_fmt(out, ":%o", mode & 07777);
	return 0;
}

const char *copytest_list(struct copytest *t, int dirfd)
{
	struct walk_visitor v = {.enter = list_enter, .context = &t->listed};

	buf_clear(&t->listed);
	cr_assert_eq(walk_tree(dirfd, &v, &t->e), 0, "%s", t->e.text);
	return buf_cstr(&t->listed);
}

void copytest_ignore(struct copytest *t, const char *dockerignore)
{
	ignore_release(&t->ignore);
	cr_assert_eq(ignore_parse(str_of(dockerignore), ".dockerignore", &t->ignore, &t->e), 0);
	t->request.ignore = &t->ignore;
}

static bool take_flag(struct copytest *t, const char *word)
{
	struct files_request *r = &t->request;
	const char *value = strchr(word, '=');

	value = value ? value + 1 : "";
	if (strncmp(word, "--chmod=", 8) == 0)
		r->chmod = value;
	else if (strncmp(word, "--chown=", 8) == 0)
		r->chown = value;
	else if (strncmp(word, "--exclude=", 10) == 0)
		strs_add(&t->excludes, str_of(value));
	else if (strcmp(word, "--link") == 0)
		r->link = true;
	else if (strcmp(word, "--parents") == 0)
		r->parents = true;
	else if (strcmp(word, "--unpack") == 0)
		r->unpack = true;
	else
		return false;
	return true;
}

/* The words point into text, which outlives the call. */
static void parse(struct copytest *t, char *text)
{
	struct files_request *r = &t->request;
	char *word;

	strs_release(&t->sources);
	strs_release(&t->excludes);
	r->chmod = r->chown = NULL;
	r->link = r->parents = r->unpack = false;
	r->from = t->from;
	r->sources = &t->sources;
	r->excludes = &t->excludes;
	r->dest = NULL;
	while ((word = strsep(&text, " "))) {
		if (take_flag(t, word))
			continue;
		if (r->dest)
			strs_add(&t->sources, str_of(r->dest));
		r->dest = word;
	}
}

int copytest_copy(struct copytest *t, const char *words)
{
	AUTO(mem_release) char *text = strdup(words);

	err_clear(&t->e);
	parse(t, text);
	return files_copy(&t->request, &t->to, &t->e);
}

struct digest_text copytest_digest(struct copytest *t, const char *words)
{
	AUTO(mem_release) char *text = strdup(words);
	struct digest d;

	err_clear(&t->e);
	parse(t, text);
	if (files_digest(&t->request, NULL, &d, &t->e) < 0)
		return (struct digest_text){""};
	return digest_text(&d);
}

const char *copytest_result(struct copytest *t, const char *words)
{
	if (copytest_copy(t, words) == 0)
		return copytest_list(t, t->to.fd);
	buf_clear(&t->listed);
	buf_fmt(&t->listed, "error: %s", t->e.text);
	return buf_cstr(&t->listed);
}

void copytest_rows(const char *context, const struct copytest_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct copytest t;

		copytest_init(&t);
		copytest_make(t.from.fd, context);
		copytest_make(t.to.fd, rows[i].before ? rows[i].before : "");
		const char *got = copytest_result(&t, rows[i].words);

		cr_expect_str_eq(got, rows[i].after, "COPY %s\n  gave %s\n  not  %s", rows[i].words,
			got, rows[i].after);
		copytest_release(&t);
	}
}
