/* run_options - the options of `lichen build` about what steps see: hosts, name servers, shared
 * memory, resource limits. */
#include "cli/run_options.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "build/paths.h"
#include "plan/size.h"

enum { NAME_MAX_BYTES = 255 };

/* One word of a file that is read line by line. */
static bool is_word(struct str s)
{
	if (s.n == 0 || s.n > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!isgraph((unsigned char)s.p[i]) || s.p[i] == '#')
			return false;
	return true;
}

static bool is_address(struct str s)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char bytes[sizeof(struct in6_addr)];

	if (s.n >= sizeof text || str_has_nul(s))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

/* docker takes NAME=ADDRESS and the older NAME:ADDRESS, and an IPv6 address in brackets too. */
static int add_host(struct str text, struct strs *hosts, struct err *e)
{
	AUTO(buf_release) struct buf line = {0};
	struct str name = STR(""), address = STR("");
	bool cut = str_cut(text, '=', &name, &address) || str_cut(text, ':', &name, &address);

	if (cut && address.n > 2 && address.p[0] == '[' && address.p[address.n - 1] == ']')
		address = (struct str){address.p + 1, address.n - 2};
	if (cut && str_eq(address, STR("host-gateway")))
		address = STR("127.0.0.1"); /* steps have this machine's network */
	if (!cut || !is_word(name) || !is_address(address)) {
		err_set(e, ERR_USAGE, "--add-host takes NAME=ADDRESS, not `%.*s`", STR_FMT(text));
		return err_hint(e, "--add-host db=10.0.0.7");
	}
	buf_fmt(&line, "%.*s\t%.*s", STR_FMT(address), STR_FMT(name));
	strs_add(hosts, buf_str(&line));
	return 0;
}

static int add_line(const char *option, const char *keyword, const struct strs *words,
	struct buf *out, struct err *e)
{
	for (size_t i = 0; i < words->n; i++) {
		if (!is_word(words->p[i]))
			return err_set(e, ERR_USAGE, "%s takes a word, not `%.*s`", option,
				STR_FMT(words->p[i]));
		buf_fmt(out, "%s %.*s", i == 0 ? keyword : "", STR_FMT(words->p[i]));
	}
	if (words->n > 0)
		buf_char(out, '\n');
	return 0;
}

static int make_resolv_conf(const struct build_options *o, struct buf *out, struct err *e)
{
	for (size_t i = 0; i < o->dns.n; i++) {
		if (!is_address(o->dns.p[i]))
			return err_set(e, ERR_USAGE, "--dns takes an address, not `%.*s`",
				STR_FMT(o->dns.p[i]));
		buf_fmt(out, "nameserver %.*s\n", STR_FMT(o->dns.p[i]));
	}
	if (o->dns.n == 0)
		paths_resolv_conf(NULL, out);
	if (out->n > 0 && out->p[out->n - 1] != '\n')
		buf_char(out, '\n');
	if (add_line("--dns-search", "search", &o->dns_search, out, e) < 0)
		return -1;
	return add_line("--dns-option", "options", &o->dns_option, out, e);
}

static bool read_limit(struct str text, uint64_t *out)
{
	unsigned long long value = 0;

	*out = LIMIT_NONE;
	if (str_eq(text, STR("-1")) || str_eq(text, STR("unlimited")))
		return true;
	if (!str_to_u64(text, &value))
		return false;
	*out = value;
	return true;
}

/* NAME=SOFT[:HARD]; the hard one is the soft one by default. */
static int add_limit(struct str text, struct run_options *r, struct err *e)
{
	struct str name = STR(""), values = STR(""), soft = STR(""), hard = STR("");
	struct limit limit = {NULL, 0, 0};

	if (str_cut(text, '=', &name, &values))
		limit.name = limits_name(name);
	if (!str_cut(values, ':', &soft, &hard))
		soft = hard = values;
	if (limit.name && read_limit(soft, &limit.soft) && read_limit(hard, &limit.hard) &&
		limit.soft <= limit.hard) {
		vec_push(&r->limits, limit);
		return 0;
	}
	err_set(e, ERR_USAGE, "--ulimit takes NAME=SOFT[:HARD], not `%.*s`", STR_FMT(text));
	return err_hint(e, "--ulimit nofile=1024:4096; a hard limit is not below the soft one");
}

int run_options_read(const struct build_options *o, struct run_options *out, struct err *e)
{
	for (size_t i = 0; i < o->add_hosts.n; i++)
		if (add_host(o->add_hosts.p[i], &out->hosts, e) < 0)
			return -1;
	for (size_t i = 0; i < o->ulimits.n; i++)
		if (add_limit(o->ulimits.p[i], out, e) < 0)
			return -1;
	if (o->shm_size && (!size_parse(str_of(o->shm_size), &out->shm_bytes) || !out->shm_bytes))
		return err_set(e, ERR_USAGE, "--shm-size takes an amount such as 128m, not `%s`",
			o->shm_size);
	return make_resolv_conf(o, &out->resolv_conf, e);
}

void run_options_release(struct run_options *r)
{
	strs_release(&r->hosts);
	buf_release(&r->resolv_conf);
	vec_release(&r->limits);
}
