/* git_sandbox - what one git command runs in, described: its root, its mounts, its environment. */
#include "remote/git_sandbox.h"

#include <string.h>

#include "base/mem.h"
#include "remote/git_env.h"
#include "sys/baseset.h"
#include "sys/hostpath.h"

/* Programs, and what they need to know of the machine: names, addresses, certificates. */
static const char *const places[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc",
	"/opt", "/nix/store", "/gnu/store", "/run/systemd/resolve", "/run/resolvconf",
	"/run/NetworkManager", "/run/current-system"};

void git_sandbox_release(struct git_sandbox *box)
{
	vec_release(&box->spawn.mounts.list);
	strs_release(&box->env);
	mem_release(&box->argv);
	mem_release(&box->envp);
	rootfs_close(&box->root);
}

static int find_git(const char *search, struct err *e)
{
	struct str rest = str_of(search);

	while (rest.n > 0) {
		struct str directory;

		str_cut(rest, ':', &directory, &rest);
		AUTO(mem_release) char *path = mem_fmt("%.*s/git", STR_FMT(directory));

		if (path[0] == '/' && hostpath_has(path))
			return 0;
	}
	err_set(e, ERR_HOST, "git is not installed: a repository cannot be fetched");
	return err_hint(e, "sudo apt-get install git");
}

#define CLOSED .nosuid = true, .nodev = true, .noexec = true

static void add_machine(struct mount_table *table)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (hostpath_has(places[i]))
			vec_push(&table->list, (struct mount_row){.kind = MOUNT_HOST,
						       .target = places[i],
						       .source = places[i],
						       .read_only = true,
						       .nosuid = true,
						       .nodev = true});
	baseset_add(table, false);
	vec_push(&table->list, (struct mount_row){.kind = MOUNT_NEW,
				       .target = "/tmp",
				       .source = "tmpfs",
				       .options = {"mode=1777", "size=65536k"},
				       CLOSED});
}

static void add_granted(struct mount_table *table, const struct git_access *a)
{
	vec_push(&table->list, (struct mount_row){.kind = MOUNT_FILE,
				       .target = GIT_KNOWN_HOSTS_PLACE,
				       .bytes = a->known_hosts,
				       .mode = 0400,
				       .read_only = true,
				       CLOSED});
	if (a->ca_file)
		vec_push(&table->list, (struct mount_row){.kind = MOUNT_HOST,
					       .target = GIT_AUTHORITIES_PLACE,
					       .source = a->ca_file,
					       .read_only = true,
					       CLOSED});
	if (a->agent_fd >= 0)
		vec_push(&table->list, (struct mount_row){.kind = MOUNT_FD,
					       .target = GIT_AGENT_PLACE,
					       .fd = a->agent_fd,
					       CLOSED});
}

int git_sandbox_make(
	const struct git *g, const char *const argv[], struct git_sandbox *out, struct err *e)
{
	size_t n = 0;

	if (find_git(g->access->search, e) < 0 || rootfs_of(g->work.fd, &out->root, e) < 0)
		return -1;
	while (argv[n])
		n++;
	out->argv = mem_alloc((n + 2) * sizeof *out->argv);
	out->argv[0] = "git";
	memcpy(out->argv + 1, argv, n * sizeof *argv);
	git_env_make(g, &out->env);
	out->envp = strs_argv(&out->env);
	add_machine(&out->spawn.mounts);
	add_granted(&out->spawn.mounts, g->access);
	out->spawn.root = out->root;
	out->spawn.argv = (char *const *)out->argv;
	out->spawn.envp = out->envp;
	out->spawn.workdir = "/";
	out->spawn.hostname = "lichen";
	return 0;
}
