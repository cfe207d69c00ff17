/* seccomp - at build time: the table of system calls becomes a BPF program as C text.
 *
 * libseccomp takes 13 ms to build the filter, longer than several RUN steps together,
 * and its result depends on nothing that a run could change. So it runs once, in the build, and the
 * program that is installed is a constant. Before its rules come a few instructions of ours for
 * what libseccomp cannot say: numbers that it has no names for, and ENOSYS for what is newer than
 * the table.
 *
 * Usage: seccomp_make ARCHITECTURE > program.h
 */
#define _GNU_SOURCE /* a program of the build: the project's arguments are not its own */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NEWEST_KNOWN = 466, X32_BIT = 0x40000000 };

struct target {
	const char *name;
	uint32_t audit; /* the architecture's own calls; libseccomp handles its elder ones */
	uint32_t all[3];
	size_t n;
	const char *own[8]; /* calls that others lack, NULL at the end */
};

static const struct target targets[] = {
	{"x86_64", AUDIT_ARCH_X86_64, {SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_X32}, 3,
		{"arch_prctl", "modify_ldt"}},
	{"aarch64", AUDIT_ARCH_AARCH64, {SCMP_ARCH_AARCH64, SCMP_ARCH_ARM}, 2,
		{"arm_fadvise64_64", "arm_sync_file_range", "sync_file_range2", "breakpoint",
			"cacheflush", "set_tls"}},
};

static void die(const char *what, int error)
{
	fprintf(stderr, "seccomp_make: %s: %s\n", what, strerror(error < 0 ? -error : error));
	exit(1);
}

static void check(const char *what, int error)
{
	if (error < 0)
		die(what, error);
}

/* A name that libseccomp does not know is a call that this architecture has under no number. */
static void allow(scmp_filter_ctx f, const char *name)
{
	int call = seccomp_syscall_resolve_name(name);

	if (call != __NR_SCMP_ERROR)
		check(name, seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 0));
}

/* By the first argument. */
static void allow_when(scmp_filter_ctx f, int call, enum scmp_compare op, uint64_t value)
{
	struct scmp_arg_cmp when = {.arg = 0, .op = op, .datum_a = value};

	check("an argument rule", seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, 1, &when));
}

/* What depends on arguments: new namespaces need the capability that a step does not have; vsock
 * would reach the hypervisor, and AF_ALG much of the kernel that no build needs; of the
 * personalities only those that change no protection. clone3 hides its flags from the filter, so it
 * answers ENOSYS and callers use clone. */
static void add_argument_rules(scmp_filter_ctx f)
{
	static const unsigned long personalities[] = {0x0, 0x8, 0x20000, 0x20008, 0xffffffff};
	const unsigned long namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
					 CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

	for (size_t i = 0; i < sizeof personalities / sizeof *personalities; i++)
		allow_when(f, SCMP_SYS(personality), SCMP_CMP_EQ, personalities[i]);
	allow_when(f, SCMP_SYS(socket), SCMP_CMP_LT, AF_ALG);
	allow_when(f, SCMP_SYS(socket), SCMP_CMP_EQ, AF_NFC);
	allow_when(f, SCMP_SYS(socket), SCMP_CMP_GT, AF_VSOCK);
	allow_when(f, SCMP_SYS(clone), SCMP_CMP_MASKED_EQ, namespaces);
	check("clone3", seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0));
}

static void add_rules(scmp_filter_ctx f, const struct target *t)
{
	static const char *const names[] = {
#define ALLOW(name) #name,
#define NEWER(name, number)
#include "sys/seccomp.def"
#undef ALLOW
#undef NEWER
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		allow(f, names[i]);
	for (size_t i = 0; t->own[i]; i++)
		allow(f, t->own[i]);
	add_argument_rules(f);
}

static const uint32_t newer[] = {
#define ALLOW(name)
#define NEWER(name, number) number,
#include "sys/seccomp.def"
#undef ALLOW
#undef NEWER
};

static void print(struct sock_filter i)
{
	printf("{0x%04x, %u, %u, 0x%08x},\n", i.code, i.jt, i.jf, i.k);
}

/* Ours: for the main architecture only; old 32 bit programs lack nothing without the new calls. */
static void print_head(const struct target *t)
{
	unsigned n = sizeof newer / sizeof *newer;

	print((struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
	/* Another architecture: past all of this, to libseccomp's own. */
	print((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, t->audit, 0, n + 5));
	print((struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	for (unsigned i = 0; i < n; i++)
		print((struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, newer[i], n - i + 2, 0));
	print((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 3, 0));
	print((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, NEWEST_KNOWN, 0, 2));
	print((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS));
	print((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

static void print_rules(scmp_filter_ctx filter)
{
	FILE *file = tmpfile();
	struct sock_filter i;

	if (!file)
		die("temporary file", errno);
	int error = seccomp_export_bpf(filter, fileno(file));
	if (error < 0)
		die("export", error);
	if (lseek(fileno(file), 0, SEEK_SET) < 0)
		die("temporary file", errno);
	while (read(fileno(file), &i, sizeof i) == (ssize_t)sizeof i)
		print(i);
	fclose(file);
}

static void make(const struct target *t)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	if (!filter)
		die("libseccomp", ENOMEM);
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	for (size_t i = 0; i < t->n; i++) {
		int error = seccomp_arch_add(filter, t->all[i]);

		if (error < 0 && error != -EEXIST)
			die("architecture", error);
	}
	if (seccomp_arch_native() != t->all[0])
		seccomp_arch_remove(filter, SCMP_ARCH_NATIVE);
	add_rules(filter, t);
	print_head(t);
	print_rules(filter);
	seccomp_release(filter);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < sizeof targets / sizeof *targets; i++)
		if (strcmp(argv[1], targets[i].name) == 0) {
			make(&targets[i]);
			return 0;
		}
	fprintf(stderr, "seccomp_make: no rules for the architecture `%s`\n",
		argc == 2 ? argv[1] : "");
	return 2;
}
