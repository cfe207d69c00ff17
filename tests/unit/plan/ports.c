#include "plan/ports.h"

#include <criterion/criterion.h>

#include "plan/history.h"

static void expect(const char *word, const char *list)
{
	AUTO(strs_release) struct strs out = {0};
	AUTO(buf_release) struct buf got = {0};
	struct err e;

	cr_assert_eq(ports_parse(str_of(word), &out, &e), 0, "%s: %s", word, e.text);
	history_plain(&out, &got);
	cr_expect_str_eq(buf_cstr(&got), list, "%s", word);
}

static void refuse(const char *word, const char *text)
{
	AUTO(strs_release) struct strs out = {0};
	struct err e;

	cr_assert_eq(ports_parse(str_of(word), &out, &e), -1, "%s", word);
	cr_expect_str_eq(e.text, text);
}

Test(plan_ports, words)
{
	expect("80", "[80/tcp]");
	expect("0", "[0/tcp]");
	expect("80/", "[80/tcp]");
	expect("80/SCTP", "[80/sctp]");
	expect("65534-65535/udp", "[65534/udp 65535/udp]");
	expect("80-80", "[80/tcp]");
	expect("8080:80", "[80/tcp]");
	expect("8000-8100:80", "[80/tcp]");
	expect("127.0.0.1:8080:80/udp", "[80/udp]");
	expect("[::1]:8080:80", "[80/tcp]");
	expect("::1:8080:80", "[80/tcp]");
	expect("127.0.0.1::80", "[80/tcp]");
}

Test(plan_ports, refusals)
{
	refuse("#", "invalid containerPort: #");
	refuse("90-80", "invalid containerPort: 90-80");
	refuse("70000", "invalid containerPort: 70000");
	refuse("1-2-3", "invalid containerPort: 1-2-3");
	refuse("-1", "invalid containerPort: -1");
	refuse("80/foo", "invalid port: \"80/foo\": invalid proto: foo");
	refuse("/tcp", "invalid port: \"/tcp\": no port specified: /tcp");
	refuse("x:80", "invalid port: \"x:80\": invalid hostPort: x");
	refuse("localhost:1:80", "invalid port: \"localhost:1:80\": invalid IP address: localhost");
}

Test(plan_ports, a_list_has_a_limit)
{
	AUTO(strs_release) struct strs out = {0};
	struct err e;

	for (int i = 0; i < 3; i++)
		cr_assert_eq(ports_parse(STR("0-65535"), &out, &e), 0);
	cr_expect_eq(ports_parse(STR("0-65535"), &out, &e), -1);
	cr_expect_eq(e.kind, ERR_LIMIT);
}
