/* git_settings - what the user's environment says to git and ssh: PATH, proxies, known hosts,
 * authorities. */
#include "cli/git_settings.h"

#include <stdlib.h>

#include "base/mem.h"
#include "cli/host.h"
#include "sys/fd.h"
#include "sys/hostpath.h"

enum { KNOWN_HOSTS_BYTES_MAX = 16 << 20 };

static const char *const proxies[] = {"http_proxy", "https_proxy", "ftp_proxy", "no_proxy",
	"all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"};

/* One that cannot be read is as none: ssh says then that it does not know the host. */
static void read_known_hosts(struct buf *out)
{
	const char *home = getenv("HOME");
	AUTO(mem_release) char *path = home ? mem_fmt("%s/.ssh/known_hosts", home) : NULL;
	AUTO(fd_close) int fd = -1;
	struct err ignored;

	if (!path || !hostpath_has(path))
		return;
	if (hostpath_open(path, &fd, &ignored) < 0 ||
		fd_read_all(fd, KNOWN_HOSTS_BYTES_MAX, out, &ignored) < 0)
		buf_clear(out);
}

void git_settings_read(struct git_settings *s)
{
	s->search = getenv("PATH");
	s->ca_file = host_authorities();
	for (size_t i = 0; i < sizeof proxies / sizeof *proxies; i++)
		if (getenv(proxies[i]))
			map_set(&s->proxies, str_of(proxies[i]), str_of(getenv(proxies[i])));
	read_known_hosts(&s->known_hosts);
}

struct git_host git_settings_host(const struct git_settings *s)
{
	return (struct git_host){s->search, &s->proxies, buf_str(&s->known_hosts), s->ca_file};
}

void git_settings_release(struct git_settings *s)
{
	map_release(&s->proxies);
	buf_release(&s->known_hosts);
}
