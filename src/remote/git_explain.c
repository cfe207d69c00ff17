/* git_explain - what git said when it failed, as an error with a cure. */
#include "remote/git_explain.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"

enum { LAST_BYTES = 600 };

static const struct {
	const char *sign, *cure;
} cures[] = {
	{"Host key verification failed",
		"add the host to ~/.ssh/known_hosts: ssh-keyscan HOST, and compare the key"},
	{"Permission denied (publickey", "forward an agent that has the key: --ssh default"},
	{"could not read Username", "give a token: --secret id=GIT_AUTH_TOKEN,env=GIT_AUTH_TOKEN"},
	{"Authentication failed", "is the secret GIT_AUTH_TOKEN or GIT_AUTH_HEADER the right one?"},
	{"returned error: 403", "is the secret GIT_AUTH_TOKEN or GIT_AUTH_HEADER the right one?"},
	{"returned error: 401", "give a token: --secret id=GIT_AUTH_TOKEN,env=GIT_AUTH_TOKEN"},
	{"transport '", "repositories and submodules are fetched by https, http, ssh and git;"
			" `?submodules=false` leaves submodules out"},
	{"\"git\": executable file not found",
		"git is looked for in the machine's own places only: sudo apt-get install git"},
	{"ssh: not found", "sudo apt-get install openssh-client"},
	{"cannot run ssh", "sudo apt-get install openssh-client"},
};

static bool has(struct str text, const char *sign)
{
	return memmem(text.p, text.n, sign, strlen(sign)) != NULL;
}

/* The lines from the last `fatal:` or `error:` on; else the last ones. */
static struct str last_words(struct str text)
{
	size_t start = text.n;

	for (size_t i = 0; i < text.n; i++)
		if ((i == 0 || text.p[i - 1] == '\n') &&
			(str_starts(str_from(text, i), STR("fatal:")) ||
				str_starts(str_from(text, i), STR("error:"))))
			start = i;
	if (start == text.n)
		start = text.n > LAST_BYTES ? text.n - LAST_BYTES : 0;
	return str_upto(str_from(text, start), LAST_BYTES);
}

/* An error's text is one line. */
static void join_lines(struct str words, struct buf *out)
{
	for (size_t i = 0; i < words.n; i++)
		if (words.p[i] == '\n')
			buf_cstr_add(out, "; ");
		else
			buf_char(out, words.p[i]);
}

int git_explain(struct str complaint, int status, struct err *e)
{
	AUTO(buf_release) struct buf words = {0};

	complaint = str_trim(complaint);
	join_lines(last_words(complaint), &words);
	if (words.n == 0)
		err_set(e, ERR_INVALID, "git failed with status %d and without a word", status);
	else
		err_set(e, ERR_INVALID, "git: %s", buf_cstr(&words));
	for (size_t i = 0; i < sizeof cures / sizeof *cures; i++)
		if (has(complaint, cures[i].sign))
			err_hint(e, "%s", cures[i].cure);
	return -1;
}
