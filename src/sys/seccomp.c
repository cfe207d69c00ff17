/* seccomp - the system call filter of a step: docker's default profile, built once, installed per
 * step. */
#include "sys/seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sys/fd.h"

static const char *const allowed[] = {
#define ALLOW(name) #name,
#define NEWER(name, number)
#include "sys/seccomp.def"
#undef ALLOW
#undef NEWER
};

static const unsigned newer[] = {
#define ALLOW(name)
#define NEWER(name, number) number,
#include "sys/seccomp.def"
#undef ALLOW
#undef NEWER
};

enum {
	NEWEST_KNOWN = 450, /* set_mempolicy_home_node: later numbers are NEWER's or nobody's */
	X32_BIT = 0x40000000,
	PROGRAM_BYTES = BPF_MAXINSNS * sizeof(struct sock_filter),
};

static void context_release(scmp_filter_ctx *c)
{
	if (*c)
		seccomp_release(*c);
}

static int failed(int code, const char *what, struct err *e)
{
	errno = -code;
	return err_sys(e, "cannot build the system call filter (%s)", what);
}

/* A name that this architecture or libseccomp does not know cannot be called through it either. */
static int allow_names(scmp_filter_ctx c, struct err *e)
{
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
		int number = seccomp_syscall_resolve_name(allowed[i]);

		if (number == __NR_SCMP_ERROR)
			continue;
		int code = seccomp_rule_add(c, SCMP_ACT_ALLOW, number, 0);

		if (code < 0 && code != -EDOM)
			return failed(code, allowed[i], e);
	}
	return 0;
}

static int allow_when(scmp_filter_ctx c, int number, struct scmp_arg_cmp when, struct err *e)
{
	int code = seccomp_rule_add_array(c, SCMP_ACT_ALLOW, number, 1, &when);

	return code < 0 ? failed(code, "an argument rule", e) : 0;
}

/* What depends on arguments: new namespaces need the capability that a step does not have; vsock
 * would reach the hypervisor; of the personalities only those that change no protection. clone3
 * hides its flags from the filter, so it answers ENOSYS and callers use clone. */
static int allow_by_argument(scmp_filter_ctx c, struct err *e)
{
	static const unsigned long personalities[] = {0x0, 0x8, 0x20000, 0x20008, 0xffffffff};
	const unsigned long namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
					 CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

	for (size_t i = 0; i < sizeof personalities / sizeof *personalities; i++)
		if (allow_when(c, SCMP_SYS(personality), SCMP_A0(SCMP_CMP_EQ, personalities[i]),
			    e) < 0)
			return -1;
	if (allow_when(c, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_NE, AF_VSOCK), e) < 0 ||
		allow_when(c, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces, 0), e) < 0)
		return -1;
	int code = seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	return code < 0 ? failed(code, "clone3", e) : 0;
}

static int allow_by_architecture(scmp_filter_ctx c, struct err *e)
{
	static const struct {
		uint32_t native, other;
	} pairs[] = {
		{SCMP_ARCH_X86_64, SCMP_ARCH_X86},
		{SCMP_ARCH_X86_64, SCMP_ARCH_X32},
		{SCMP_ARCH_AARCH64, SCMP_ARCH_ARM},
	};
	static const char *const x86[] = {"arch_prctl", "modify_ldt"};
	static const char *const arm[] = {"arm_fadvise64_64", "arm_sync_file_range",
		"sync_file_range2", "breakpoint", "cacheflush", "set_tls"};
	bool is_x86 = seccomp_arch_native() == SCMP_ARCH_X86_64;
	const char *const *names = is_x86 ? x86 : arm;
	size_t n = is_x86 ? sizeof x86 / sizeof *x86 : sizeof arm / sizeof *arm;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (pairs[i].native != seccomp_arch_native())
			continue;
		int code = seccomp_arch_add(c, pairs[i].other);

		if (code < 0 && code != -EEXIST)
			return failed(code, "an architecture", e);
	}
	for (size_t i = 0; i < n; i++) {
		int code = seccomp_rule_add(
			c, SCMP_ACT_ALLOW, seccomp_syscall_resolve_name(names[i]), 0);

		if (code < 0 && code != -EDOM)
			return failed(code, names[i], e);
	}
	return 0;
}

static int export_program(scmp_filter_ctx c, struct buf *out, struct err *e)
{
	AUTO(fd_close) int fd = memfd_create("filter", MFD_CLOEXEC);

	if (fd < 0)
		return err_sys(e, "cannot make a memory file");
	int code = seccomp_export_bpf(c, fd);

	if (code < 0)
		return failed(code, "export", e);
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(e, "cannot read the filter");
	return fd_read_all(fd, PROGRAM_BYTES, out, e);
}

static void emit(struct buf *out, struct sock_filter instruction)
{
	buf_add(out, &instruction, sizeof instruction);
}

static uint32_t native_audit_arch(void)
{
	return seccomp_arch_native(); /* libseccomp's tokens are the kernel's AUDIT_ARCH values */
}

/* arch != native, nr <= newest known or an x32 number: on to the profile. In the list: allow. Else:
 * ENOSYS. */
static void emit_newer(struct buf *out)
{
	enum { COUNT = sizeof newer / sizeof *newer };

	emit(out, (struct sock_filter)BPF_STMT(
			  BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
	emit(out, (struct sock_filter)BPF_JUMP(
			  BPF_JMP | BPF_JEQ | BPF_K, native_audit_arch(), 0, COUNT + 5));
	emit(out, (struct sock_filter)BPF_STMT(
			  BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	emit(out, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, X32_BIT, COUNT + 3, 0));
	emit(out, (struct sock_filter)BPF_JUMP(
			  BPF_JMP | BPF_JGT | BPF_K, NEWEST_KNOWN, 0, COUNT + 2));
	for (unsigned i = 0; i < COUNT; i++)
		emit(out, (struct sock_filter)BPF_JUMP(
				  BPF_JMP | BPF_JEQ | BPF_K, newer[i], COUNT - i, 0));
	emit(out, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS));
	emit(out, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

int seccomp_program_default(struct seccomp_program *out, struct err *e)
{
	AUTO(context_release) scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	AUTO(buf_release) struct buf program = {0};

	if (!c)
		return err_set(e, ERR_HOST, "cannot build a system call filter");
	seccomp_attr_set(c, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (allow_by_architecture(c, e) < 0 || allow_names(c, e) < 0 || allow_by_argument(c, e) < 0)
		return -1;
	emit_newer(&program);
	if (export_program(c, &program, e) < 0)
		return -1;
	out->n = program.n / sizeof *out->p;
	out->p = (struct sock_filter *)buf_take(&program);
	return 0;
}

int seccomp_program_install(const struct seccomp_program *program, struct err *e)
{
	struct sock_fprog prog = {(unsigned short)program->n, program->p};

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) == 0)
		return 0;
	if (errno == ENOSYS || errno == EINVAL) {
		err_set(e, ERR_HOST, "this kernel has no system call filters (seccomp)");
		return err_hint(e, "RUN needs a kernel with CONFIG_SECCOMP_FILTER=y");
	}
	return err_sys(e, "cannot install the system call filter");
}

void seccomp_program_release(struct seccomp_program *program)
{
	free(program->p);
	*program = (struct seccomp_program){0};
}
