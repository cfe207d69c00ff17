/* platform - "os/arch[/variant]" as a value, with the spellings that users of docker expect. */
#include "codec/platform.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "lang/diag.h"

enum { PLATFORM_BYTES_MAX = 128 };

#if defined(__x86_64__)
#define OWN_ARCH "amd64"
#define OWN_VARIANT ""
#elif defined(__aarch64__)
#define OWN_ARCH "arm64"
#define OWN_VARIANT ""
#elif defined(__arm__)
#define OWN_ARCH "arm"
#define OWN_VARIANT "v7"
#elif defined(__i386__)
#define OWN_ARCH "386"
#define OWN_VARIANT ""
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCH "riscv64"
#define OWN_VARIANT ""
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define OWN_ARCH "ppc64le"
#define OWN_VARIANT ""
#elif defined(__s390x__)
#define OWN_ARCH "s390x"
#define OWN_VARIANT ""
#elif defined(__loongarch64)
#define OWN_ARCH "loong64"
#define OWN_VARIANT ""
#else
#error "name this machine's architecture as Go does"
#endif

static const struct str systems[] = {STR("linux"), STR("windows"), STR("darwin"), STR("freebsd"),
	STR("netbsd"), STR("openbsd"), STR("dragonfly"), STR("solaris"), STR("aix"), STR("android"),
	STR("illumos"), STR("ios"), STR("js"), STR("plan9"), STR("wasip1"), STR("zos")};

static const struct str architectures[] = {STR("386"), STR("amd64"), STR("arm"), STR("arm64"),
	STR("loong64"), STR("mips"), STR("mipsle"), STR("mips64"), STR("mips64le"), STR("ppc64"),
	STR("ppc64le"), STR("riscv64"), STR("s390x"), STR("wasm")};

/* Other names of the same thing; an empty variant leaves the one that was given. */
static const struct {
	struct str from, arch, variant;
} aliases[] = {
	{STR("i386"), STR("386"), STR("")},
	{STR("x86_64"), STR("amd64"), STR("")},
	{STR("x86-64"), STR("amd64"), STR("")},
	{STR("aarch64"), STR("arm64"), STR("")},
	{STR("armhf"), STR("arm"), STR("v7")},
	{STR("armel"), STR("arm"), STR("v6")},
};

struct platform platform_own(void)
{
	return (struct platform){STR("linux"), STR(""), STR(OWN_ARCH), STR(OWN_VARIANT)};
}

static bool among(struct str s, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, list[i]))
			return true;
	return false;
}

#define AMONG(s, list) among(s, list, sizeof(list) / sizeof *(list))

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!ascii_is_lower(c) && !ascii_is_digit(c) && c != '_' && c != '.' && c != '-')
			return false;
	}
	return s.n > 0;
}

static void fold_arch(struct platform *p)
{
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
		if (!str_eq(p->arch, aliases[i].from))
			continue;
		p->arch = aliases[i].arch;
		if (aliases[i].variant.n)
			p->variant = aliases[i].variant;
	}
}

/* The variant that the architecture means without one is left out, or for arm put in. */
static void fold_variant(struct platform *p)
{
	static const struct {
		struct str arch, from, to;
	} variants[] = {
		{STR("amd64"), STR("v1"), STR("")},
		{STR("arm64"), STR("8"), STR("")},
		{STR("arm64"), STR("v8"), STR("")},
		{STR("arm"), STR(""), STR("v7")},
		{STR("arm"), STR("5"), STR("v5")},
		{STR("arm"), STR("6"), STR("v6")},
		{STR("arm"), STR("7"), STR("v7")},
		{STR("arm"), STR("8"), STR("v8")},
	};

	for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
		if (!str_eq(p->arch, variants[i].arch) || !str_eq(p->variant, variants[i].from))
			continue;
		p->variant = variants[i].to;
		return;
	}
}

void platform_fold(struct platform *p)
{
	if (str_eq(p->os, STR("macos")))
		p->os = STR("darwin");
	fold_arch(p);
	fold_variant(p);
}

bool platform_eq(const struct platform *a, const struct platform *b)
{
	return str_eq(a->os, b->os) && str_eq(a->arch, b->arch) && str_eq(a->variant, b->variant);
}

static bool split_version(struct platform *p)
{
	struct str version, behind;

	if (!str_cut(p->os, '(', &p->os, &version))
		return true;
	return str_cut(version, ')', &p->os_version, &behind) && behind.n == 0;
}

static bool set_one(struct platform *p, struct str word)
{
	struct platform own = platform_own();

	if (AMONG(word, systems) || str_eq(word, STR("macos"))) {
		p->os = word;
		p->arch = own.arch;
		p->variant = own.variant;
		return true;
	}
	p->os = own.os;
	p->arch = word;
	fold_arch(p);
	return AMONG(p->arch, architectures);
}

static bool take_apart(struct str text, struct platform *p)
{
	struct str rest, more;

	if (!str_cut(text, '/', &p->os, &rest)) {
		p->os = text;
		return split_version(p) && set_one(p, p->os);
	}
	if (!split_version(p))
		return false;
	if (!str_cut(rest, '/', &p->arch, &more))
		return is_plain(p->os) && is_plain(p->arch);
	p->variant = more;
	return is_plain(p->os) && is_plain(p->arch) && is_plain(p->variant);
}

int platform_parse(struct str text, struct arena *arena, struct platform *out, struct err *e)
{
	struct platform p = {STR(""), STR(""), STR(""), STR("")};

	if (text.n > PLATFORM_BYTES_MAX || str_has_nul(text) ||
		!take_apart(arena_lower(arena, text), &p))
		return diag(e, PLATFORM, .a = text);
	platform_fold(&p);
	*out = p;
	return 0;
}

struct str platform_text(const struct platform *p, struct arena *arena)
{
	AUTO(buf_release) struct buf b = {0};

	buf_str_add(&b, p->os);
	if (p->os_version.n)
		buf_fmt(&b, "(%.*s)", STR_FMT(p->os_version));
	buf_fmt(&b, "/%.*s", STR_FMT(p->arch));
	if (p->variant.n)
		buf_fmt(&b, "/%.*s", STR_FMT(p->variant));
	return (struct str){arena_str(arena, buf_str(&b)), b.n};
}
