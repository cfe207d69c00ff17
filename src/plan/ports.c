/* ports - one word of EXPOSE: PORT[-END][/PROTO], with an address and host port docker ignores. */
#include "plan/ports.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "lang/diag.h"

struct range {
	unsigned long long first, last;
};

static int invalid(struct str word, const char *why, struct str what, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};

	buf_fmt(&text, "%s%.*s", why, STR_FMT(what));
	return diag(e, EXPOSE_PORT, .a = word, .b = buf_str(&text));
}

static bool read_range(struct str text, struct range *out)
{
	struct str first, last;
	bool two = str_cut(text, '-', &first, &last);

	if (!str_to_u64(first, &out->first) || out->first > 65535)
		return false;
	out->last = out->first;
	if (!two)
		return true;
	return str_to_u64(last, &out->last) && out->last <= 65535 && out->last >= out->first;
}

static int read_protocol(struct str word, struct str given, const char **out, struct err *e)
{
	static const char *const known[] = {"tcp", "udp", "sctp"};

	if (given.n == 0)
		given = STR("tcp");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!str_eq_nocase(given, str_of(known[i])))
			continue;
		*out = known[i];
		return 0;
	}
	return invalid(word, "invalid proto: ", given, e);
}

static int check_address(struct str word, struct str ip, struct err *e)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN] = "";

	if (ip.n >= 2 && ip.p[0] == '[' && ip.p[ip.n - 1] == ']')
		ip = str_from(str_upto(ip, ip.n - 1), 1);
	if (ip.n < sizeof text)
		memcpy(text, ip.p, ip.n);
	if (inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1)
		return 0;
	return invalid(word, "invalid IP address: ", ip, e);
}

/* [IP:][HOST PORT]: before the port; checked, then forgotten. */
static int check_host(struct str word, struct str before, const struct range *ports, struct err *e)
{
	size_t colon = str_rfind(before, ':');
	struct str host = colon < before.n ? str_from(before, colon + 1) : before;
	struct range range;

	if (colon < before.n && colon > 0 && check_address(word, str_upto(before, colon), e) < 0)
		return -1;
	if (host.n == 0)
		return 0;
	if (!read_range(host, &range))
		return invalid(word, "invalid hostPort: ", host, e);
	if (ports->last != ports->first && range.last - range.first != ports->last - ports->first)
		return invalid(
			word, "invalid ranges specified for container and host Ports: ", host, e);
	return 0;
}

static int add(const struct range *range, const char *protocol, struct strs *out, struct err *e)
{
	if (out->n + (range->last - range->first) + 1 > PORTS_MAX)
		return diag(e, EXPOSE_MANY, .a = STR_NUMBER(PORTS_MAX));
	for (unsigned long long port = range->first; port <= range->last; port++) {
		char text[16];

		snprintf(text, sizeof text, "%llu/%s", port, protocol);
		strs_add(out, str_of(text));
	}
	return 0;
}

int ports_parse(struct str word, struct strs *out, struct err *e)
{
	size_t colon = str_rfind(word, ':');
	struct str own = colon < word.n ? str_from(word, colon + 1) : word;
	struct str port, proto;
	const char *protocol = NULL;
	struct range range;

	str_cut(own, '/', &port, &proto);
	if (port.n == 0)
		return invalid(word, "no port specified: ", word, e);
	if (read_protocol(word, proto, &protocol, e) < 0)
		return -1;
	if (!read_range(port, &range))
		return diag(e, EXPOSE_CONTAINER, .a = port);
	if (colon < word.n && check_host(word, str_upto(word, colon), &range, e) < 0)
		return -1;
	return add(&range, protocol, out, e);
}
