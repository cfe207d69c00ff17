/* policy - the non-root rule: nothing writes an image without its proof. */
#include "image/policy.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "image/accounts.h"
#include "image/default_user.h"
#include "image/spelling.h"

#define KUBELET_ROOT                                                                               \
	"the kubelet would say \"container has runAsNonRoot and image will run as root\""

static void warn(struct nonroot *proof, const char *id, const char *fmt, ...) PRINTF(3, 4);

static void warn(struct nonroot *proof, const char *id, const char *fmt, ...)
{
	struct policy_warning *w;
	va_list args;

	assert(proof->warnings_n < POLICY_WARNINGS_MAX);
	w = &proof->warnings[proof->warnings_n++];
	snprintf(w->id, sizeof w->id, "%s", id);
	va_start(args, fmt);
	vsnprintf(w->text, sizeof w->text, fmt, args);
	va_end(args);
}

/* The lines that cure NR-01 and NR-02, with the program that this rootfs has; root is NULL before
 * it exists. */
static int hint_lines(const struct rootfs *root, struct err *e)
{
	static const char shadow[] = "RUN useradd --uid 10001 --user-group --no-log-init app\n";
	static const char busybox[] = "RUN adduser -D -u 10001 app\n";
	struct err ignored;
	struct stat st;
	const char *lines[2] = {shadow, busybox};

	if (root) {
		lines[0] = rootfs_stat(root, "/usr/sbin/useradd", &st, &ignored) == 0 ? shadow : "";
		lines[1] = !*lines[0] && rootfs_stat(root, "/bin/busybox", &st, &ignored) == 0
				   ? busybox
				   : "";
	}
	return err_hint(e,
		"end the Dockerfile's last stage with\n%s%s%sUSER 10001:10001\n"
		"or build with --default-user (makes the account `app`, 10001:10001, without "
		"running anything), or with --allow-root --reason \"...\" to ship root knowingly",
		lines[0], *lines[0] && *lines[1] ? "or, on Alpine and busybox,\n" : "", lines[1]);
}

static int check_options(const struct policy *p, struct err *e)
{
	if (!p->allow_root)
		return 0;
	if (!p->reason || str_trim(str_of(p->reason)).n == 0)
		return err_set(
			e, ERR_USAGE, "--allow-root needs --reason with a text that is not empty");
	if (strlen(p->reason) >= POLICY_REASON_BYTES)
		return err_set(
			e, ERR_USAGE, "--reason is longer than %d bytes", POLICY_REASON_BYTES - 1);
	return 0;
}

/* The text that counts: from outside first, then the Dockerfile's, then the default account. */
static struct str text_in_force(const struct policy *p, const char *user)
{
	if (p->user && *p->user)
		return str_of(p->user);
	if (user && *user)
		return str_of(user);
	return p->default_user ? STR(DEFAULT_USER_NAME) : STR("");
}

static int foresee(const struct policy *p, struct str text, const struct rootfs *root,
	struct spelling *out, struct err *e)
{
	if (check_options(p, e) < 0)
		return -1;
	if (text.n == 0) {
		*out = (struct spelling){.numeric = true, .uid = 0};
		if (p->allow_root)
			return 0;
		err_id(e, ERR_POLICY, "NR-01", "the image has no USER: %s", KUBELET_ROOT);
		return hint_lines(root, e);
	}
	if (spelling_read(text, out, e) < 0)
		return p->allow_root ? 0 : -1; /* admit looks again */
	if (!spelling_is_root(out) || p->allow_root)
		return 0;
	err_id(e, ERR_POLICY, "NR-02", "USER `%.*s` is root: %s", STR_FMT(text), KUBELET_ROOT);
	return hint_lines(root, e);
}

int policy_foresee(const struct policy *p, const char *user, struct err *e)
{
	struct spelling spelling;

	return foresee(p, text_in_force(p, user), NULL, &spelling, e);
}

/* NR-26: a name that a later step made somebody else. Only the Dockerfile's own text was seen. */
static int check_seen(
	const struct policy *p, struct str text, const struct user *now, struct err *e)
{
	char line[32] = "at its USER instruction";

	if (!p->seen || (p->user && *p->user) || p->seen->uid == now->uid)
		return 0;
	if (p->seen->line > 0)
		snprintf(line, sizeof line, "at line %u", p->seen->line);
	err_id(e, ERR_POLICY, "NR-26", "user `%.*s` was %u %s, is %u at commit", STR_FMT(text),
		(unsigned)p->seen->uid, line, (unsigned)now->uid);
	return err_hint(e, "a later step changed /etc/passwd; create accounts before USER, once");
}

static int check_ids(const struct policy *p, struct str text, const struct user *u,
	const struct rootfs *root, struct err *e)
{
	if (u->uid == 0 && !p->allow_root) {
		err_id(e, ERR_POLICY, "NR-02",
			"USER `%.*s` is uid 0 in the image's /etc/passwd: plain docker would run "
			"it as root; %s",
			STR_FMT(text), KUBELET_ROOT);
		return hint_lines(root, e);
	}
	if (u->uid > USER_ID_MAX || u->gid > USER_ID_MAX)
		return err_id(e, ERR_POLICY, "NR-03",
			"USER `%.*s` is %u:%u in the image, out of range; the kubelet would say "
			"\"container has runAsNonRoot and image has an invalid user id (%u). (Must "
			"be 1-(2147483647))\"",
			STR_FMT(text), (unsigned)u->uid, (unsigned)u->gid, (unsigned)u->uid);
	return 0;
}

/* NR-06 and NR-07: with root allowed they no longer hide anything. */
static int check_accounts(const struct rootfs *root, struct nonroot *proof, struct err *e)
{
	struct accounts found;

	if (accounts_read(root, &found, e) < 0)
		return -1;
	if (found.odd_name[0] && !proof->root_allowed) {
		err_id(e, ERR_POLICY, "NR-06",
			"the image's /etc/passwd has an account called `%s`, which some runtimes "
			"take for a number or misread (CVE-2016-3697)",
			found.odd_name);
		return err_hint(e, "remove that line from /etc/passwd, or rename the account");
	}
	if (found.roots > 1 && !proof->root_allowed) {
		err_id(e, ERR_POLICY, "NR-07",
			"the image's /etc/passwd has %u accounts of uid 0; only root may be",
			found.roots);
		return err_hint(e, "give the others ids of their own, or remove them");
	}
	if (found.odd_name[0])
		warn(proof, "NR-06", "/etc/passwd has an account called `%s`", found.odd_name);
	if (found.roots > 1)
		warn(proof, "NR-07", "/etc/passwd has %u accounts of uid 0", found.roots);
	if (found.twice[0][0])
		warn(proof, "NR-07", "accounts `%s` and `%s` have the same uid", found.twice[0],
			found.twice[1]);
	return 0;
}

/* A number without an account and without a group would get gid 0 from runtimes. */
static void settle_group(const struct spelling *spelling, struct nonroot *proof)
{
	struct user *u = &proof->resolved;

	if (u->uid != 0 && spelling->numeric && !u->group_given && !u->name[0]) {
		u->gid = u->uid;
		warn(proof, "NR-04",
			"uid %u has no account, so runtimes would give it gid 0; emitted as %u:%u",
			(unsigned)u->uid, (unsigned)u->uid, (unsigned)u->gid);
	}
	if (u->gid == 0 && u->uid != 0)
		warn(proof, "NR-04",
			"the group is 0 (root): files that group root may write are writable");
	if (u->groups_n > 0)
		warn(proof, "NR-05",
			"`%s` has %zu supplementary groups, the first is %u: runtimes ignore them "
			"because the image names a group, Kubernetes merges them",
			u->name, u->groups_n, (unsigned)u->groups[0]);
}

static void settle_name(struct str text, const struct spelling *spelling, struct nonroot *proof)
{
	const struct user *u = &proof->resolved;

	snprintf(proof->user, sizeof proof->user, "%u:%u", (unsigned)u->uid, (unsigned)u->gid);
	if (!spelling->numeric)
		snprintf(proof->named, sizeof proof->named, "%.*s", STR_FMT(text));
}

int policy_unknown_user(struct err *e)
{
	char nearest[sizeof e->hint];

	if (e->kind != ERR_NOT_FOUND)
		return -1;
	e->kind = ERR_POLICY;
	snprintf(e->id, sizeof e->id, "NR-03");
	memcpy(nearest, e->hint, sizeof nearest);
	e->hint[0] = '\0';
	return err_hint(e,
		"%s%screate the account in a RUN before this line (adduser -D -u 10001 NAME, or "
		"useradd --uid 10001 NAME), or write a number: USER 10001:10001",
		nearest, nearest[0] ? "\nor " : "");
}

/* Nobody can say who this is; root was allowed, so it goes out as it is written, and marked. */
static int admit_unproved(
	const struct policy *p, struct str text, struct nonroot *proof, struct err *e)
{
	if (text.n >= sizeof proof->user)
		return err_set(
			e, ERR_LIMIT, "USER is longer than %zu bytes", sizeof proof->user - 1);
	proof->root_allowed = true;
	snprintf(proof->reason, sizeof proof->reason, "%s", p->reason);
	snprintf(proof->user, sizeof proof->user, "%.*s", STR_FMT(text));
	warn(proof, "NR-03", "USER `%.*s` is emitted as it is written: %s", STR_FMT(text), e->text);
	return 0;
}

int policy_admit(const struct policy *p, const char *user, const struct rootfs *root,
	struct nonroot *proof, struct err *e)
{
	struct str text = text_in_force(p, user);
	struct spelling spelling;

	*proof = (struct nonroot){0};
	if (foresee(p, text, root, &spelling, e) < 0)
		return -1;
	if (p->allow_root && text.n > 0 &&
		(spelling_read(text, &spelling, e) < 0 ||
			user_resolve(root, text, &proof->resolved, e) < 0))
		return admit_unproved(p, text, proof, e);
	if (user_resolve(root, text, &proof->resolved, e) < 0) {
		err_during(e, "resolving USER `%.*s` in the finished image", STR_FMT(text));
		return policy_unknown_user(e);
	}
	if (check_seen(p, text, &proof->resolved, e) < 0 ||
		check_ids(p, text, &proof->resolved, root, e) < 0)
		return -1;
	proof->root_allowed = proof->resolved.uid == 0;
	if (proof->root_allowed)
		snprintf(proof->reason, sizeof proof->reason, "%s", p->reason);
	if (check_accounts(root, proof, e) < 0)
		return -1;
	if (text.n > 0) {
		settle_group(&spelling, proof);
		settle_name(text, &spelling, proof);
	}
	return 0;
}

void policy_annotate(const struct nonroot *proof, struct map *annotations)
{
	map_set(annotations, STR("io.lichen.nonroot"),
		proof->root_allowed ? STR("false") : STR("true"));
	if (proof->named[0])
		map_set(annotations, STR("io.lichen.user.name"), str_of(proof->named));
	if (proof->reason[0])
		map_set(annotations, STR("io.lichen.root.reason"), str_of(proof->reason));
}
