/* git_env - the environment that git is told everything by. */
#include "remote/git_env.h"

static const char *const fixed[] = {
	"HOME=/nonexistent",
	"LC_ALL=C",
	"TZ=UTC",
	"GIT_CONFIG_NOSYSTEM=1",
	"GIT_CONFIG_GLOBAL=/dev/null",
	"GIT_ATTR_NOSYSTEM=1",
	"GIT_TERMINAL_PROMPT=0",
	"GIT_ASKPASS=/bin/false",
	"GIT_OPTIONAL_LOCKS=0",
	/* Before any protocol.* setting, and for redirections and submodules too. */
	"GIT_ALLOW_PROTOCOL=https:http:ssh:git",
	"GIT_SSH_VARIANT=ssh",
	/* Constant: a shell reads it. The host and the user's name are checked before and come as
	 * arguments. No file of the user's is read but known_hosts: a configuration may run
	 * programs. */
	"GIT_SSH_COMMAND=ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes"
	" -o UserKnownHostsFile=" GIT_KNOWN_HOSTS_PLACE " -o ConnectTimeout=60"
	" -o ForwardAgent=no -o PermitLocalCommand=no",
};

static const struct {
	const char *key, *value;
} settings[] = {
	{"protocol.file.allow", "never"},
	{"protocol.ext.allow", "never"},
	{"protocol.version", "2"},
	{"transfer.fsckObjects", "true"},
	{"fetch.fsckObjects", "true"},
	/* Old slips of old tools, which old histories are full of and which harm nobody. */
	{"fetch.fsck.zeroPaddedFilemode", "ignore"},
	{"fetch.fsck.badTimezone", "ignore"},
	{"fetch.fsck.missingSpaceBeforeDate", "ignore"},
	{"core.hooksPath", "/dev/null"},
	{"core.attributesFile", "/dev/null"},
	{"core.excludesFile", "/dev/null"},
	{"core.fsmonitor", "false"},
	{"core.symlinks", "true"},
	{"core.autocrlf", "false"},
	{"core.eol", "lf"},
	{"core.protectHFS", "true"},
	{"core.protectNTFS", "true"},
	{"core.logAllRefUpdates", "false"},
	{"credential.helper", ""},
	{"init.templateDir", ""},
	{"init.defaultBranch", "main"},
	{"advice.detachedHead", "false"},
	{"gc.auto", "0"},
	{"maintenance.auto", "false"},
	{"submodule.recurse", "false"},
	{"fetch.recurseSubmodules", "false"},
	/* A server that says nothing for a minute is not waited for. */
	{"http.lowSpeedLimit", "1"},
	{"http.lowSpeedTime", "60"},
};

static void add_setting(struct strs *out, size_t *n, const char *key, const char *value)
{
	AUTO(buf_release) struct buf text = {0};

	buf_fmt(&text, "GIT_CONFIG_KEY_%zu=%s", *n, key);
	strs_add(out, buf_str(&text));
	buf_clear(&text);
	buf_fmt(&text, "GIT_CONFIG_VALUE_%zu=%s", *n, value);
	strs_add(out, buf_str(&text));
	++*n;
}

/* The header is sent to this host alone, and as a redirection would take it along, none is followed
 * then. */
static void add_authorization(const struct git *g, struct strs *out, size_t *n)
{
	AUTO(buf_release) struct buf key = {0};
	AUTO(buf_release) struct buf value = {0};

	buf_fmt(&key, "http.%s://%s/.extraHeader", g->url->scheme == GIT_HTTPS ? "https" : "http",
		g->url->host);
	buf_fmt(&value, "Authorization: %.*s", STR_FMT(g->access->authorization));
	add_setting(out, n, buf_cstr(&key), buf_cstr(&value));
	add_setting(out, n, "http.followRedirects", "false");
}

static void add_text(struct strs *out, const char *name, struct str value)
{
	AUTO(buf_release) struct buf text = {0};

	buf_fmt(&text, "%s=%.*s", name, STR_FMT(value));
	strs_add(out, buf_str(&text));
}

void git_env_make(const struct git *g, struct strs *out)
{
	const struct git_access *a = g->access;
	AUTO(buf_release) struct buf count = {0};
	size_t n = 0;

	add_text(out, "PATH", str_of(a->search));
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		strs_add(out, str_of(fixed[i]));
	if (a->agent_fd >= 0)
		add_text(out, "SSH_AUTH_SOCK", STR(GIT_AGENT_PLACE));
	if (a->ca_file)
		add_text(out, "GIT_SSL_CAINFO", STR(GIT_AUTHORITIES_PLACE));
	for (size_t i = 0; a->proxies && i < a->proxies->n; i++)
		add_text(out, a->proxies->p[i].key.p, a->proxies->p[i].value);
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		add_setting(out, &n, settings[i].key, settings[i].value);
	if (a->authorization.n > 0)
		add_authorization(g, out, &n);
	buf_fmt(&count, "%zu", n);
	add_text(out, "GIT_CONFIG_COUNT", buf_str(&count));
}
