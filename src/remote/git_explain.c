/* git_explain - what git said when it failed, as an error with a cure. */
#include "remote/git_explain.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"

enum { TOLD_BYTES = 600 };

static const struct {
	const char *sign, *cure;
} cures[] = {
	{"Host key verification failed",
		"add the host to ~/.ssh/known_hosts: ssh-keyscan HOST, and compare the key"},
	{"Permission denied (publickey", "forward an agent that has the key: --ssh default"},
	{"could not read Username", "give a token: --secret id=GIT_AUTH_TOKEN,env=GIT_AUTH_TOKEN;"
				    " over http only one for the host: id=GIT_AUTH_TOKEN.<host>"},
	{"Authentication failed", "is the secret GIT_AUTH_TOKEN or GIT_AUTH_HEADER the right one?"},
	{"returned error: 403", "is the secret GIT_AUTH_TOKEN or GIT_AUTH_HEADER the right one?"},
	{"returned error: 401", "give a token: --secret id=GIT_AUTH_TOKEN,env=GIT_AUTH_TOKEN"},
	{"certificate", "the server's authority must be one of the system's"
			" (update-ca-certificates), or in the file that SSL_CERT_FILE names"},
	{"transport '", "repositories and submodules are fetched by https, http, ssh and git;"
			" `?submodules=false` leaves submodules out"},
	{"\"git\": executable file not found",
		"git is looked for in the machine's own places only: sudo apt-get install git"},
	{"ssh: not found", "sudo apt-get install openssh-client"},
	{"cannot run ssh", "sudo apt-get install openssh-client"},
};

static bool has(struct str text, const char *sign)
{
	return text.n > 0 && memmem(text.p, text.n, sign, strlen(sign));
}

static bool is_verdict(struct str line)
{
	return str_starts(line, STR("fatal:")) || str_starts(line, STR("error:"));
}

/* All of it, as ssh's own words come first; of too much, from the first `fatal:` or `error:` on,
 * which is the cause of the later ones, or the end. */
static struct str verdict(struct str text)
{
	size_t start = 0;

	if (text.n <= TOLD_BYTES)
		return text;
	while (start < text.n && !is_verdict(str_from(text, start)))
		start += str_find(str_from(text, start), '\n') + 1;
	if (start >= text.n)
		start = text.n - TOLD_BYTES;
	return str_upto(str_from(text, start), TOLD_BYTES);
}

/* An error's text is one line; git's hints are about its own commands. */
static void join_lines(struct str words, struct buf *out)
{
	while (words.n > 0) {
		struct str line;

		str_cut(words, '\n', &line, &words);
		line = str_trim(line);
		if (line.n > 0 && !str_starts(line, STR("hint:")))
			buf_fmt(out, "%s%.*s", out->n ? "; " : "", STR_FMT(line));
	}
}

int git_explain(struct str complaint, int status, struct err *e)
{
	AUTO(buf_release) struct buf words = {0};

	complaint = str_trim(complaint);
	join_lines(verdict(complaint), &words);
	if (words.n == 0)
		err_set(e, ERR_INVALID, "git failed with status %d and without a word", status);
	else
		err_set(e, ERR_INVALID, "git: %s", buf_cstr(&words));
	for (size_t i = 0; i < sizeof cures / sizeof *cures; i++)
		if (has(complaint, cures[i].sign))
			err_hint(e, "%s", cures[i].cure);
	return -1;
}
