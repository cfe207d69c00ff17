#include "cli/run_options.h"

#include "capture.h"

static struct build_options o;
static struct run_options r;
static struct err e;

static int read_options(void)
{
	r = (struct run_options){0};
	return run_options_read(&o, &r, &e);
}

static void drop(void)
{
	run_options_release(&r);
	build_options_release(&o);
	o = (struct build_options){0};
}

Test(cli_run_options, hosts_in_each_spelling)
{
	static const char *const rows[][2] = {
		{"db=10.0.0.7", "10.0.0.7\tdb"},
		{"db:10.0.0.7", "10.0.0.7\tdb"},
		{"six=::1", "::1\tsix"},
		{"six:fe80::1", "fe80::1\tsix"},
		{"six=[::1]", "::1\tsix"},
		{"up=host-gateway", "127.0.0.1\tup"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		strs_add(&o.add_hosts, str_of(rows[i][0]));
		cr_assert_eq(read_options(), 0, "%s: %s", rows[i][0], e.text);
		cr_assert_str_eq(r.hosts.p[0].p, rows[i][1]);
		drop();
	}
}

Test(cli_run_options, hosts_that_are_none)
{
	static const char *const rows[] = {"", "db", "db=", "=1.2.3.4", "db=1.2.3", "a b=1.2.3.4",
		"a\nb=1.2.3.4", "a=1.2.3.4\n6.6.6.6 b", "#=1.2.3.4",
		"a=1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		strs_add(&o.add_hosts, str_of(rows[i]));
		cr_assert_eq(read_options(), -1, "%s", rows[i]);
		cr_assert_eq(e.kind, ERR_USAGE);
		cr_assert_not_null(strstr(e.text, "--add-host"), "%s", e.text);
		drop();
	}
}

Test(cli_run_options, a_resolv_conf_of_its_own)
{
	strs_add(&o.dns, STR("9.9.9.9"));
	strs_add(&o.dns, STR("2620:fe::fe"));
	strs_add(&o.dns_search, STR("a.example"));
	strs_add(&o.dns_search, STR("b.example"));
	strs_add(&o.dns_option, STR("use-vc"));
	cr_assert_eq(read_options(), 0, "%s", e.text);
	cr_assert_str_eq(buf_cstr(&r.resolv_conf),
		"nameserver 9.9.9.9\nnameserver 2620:fe::fe\nsearch a.example b.example\n"
		"options use-vc\n");
	drop();
	strs_add(&o.dns, STR("example.com"));
	cr_assert_eq(read_options(), -1);
	cr_assert_not_null(strstr(e.text, "--dns takes an address"), "%s", e.text);
	drop();
	strs_add(&o.dns_search, STR("a\nnameserver 6.6.6.6"));
	cr_assert_eq(read_options(), -1);
	drop();
}

Test(cli_run_options, limits)
{
	static const struct {
		const char *text;
		uint64_t soft, hard;
	} rows[] = {{"nofile=1024:4096", 1024, 4096}, {"nproc=7", 7, 7},
		{"core=-1", LIMIT_NONE, LIMIT_NONE}, {"stack=1:unlimited", 1, LIMIT_NONE}};
	static const char *const bad[] = {"", "nofile", "nofile=", "files=3", "nofile=9:3",
		"nofile=-1:3", "nofile=x", "nofile=1:"};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		strs_add(&o.ulimits, str_of(rows[i].text));
		cr_assert_eq(read_options(), 0, "%s: %s", rows[i].text, e.text);
		cr_assert(r.limits.p[0].soft == rows[i].soft && r.limits.p[0].hard == rows[i].hard,
			"%s", rows[i].text);
		drop();
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		strs_add(&o.ulimits, str_of(bad[i]));
		cr_assert_eq(read_options(), -1, "%s", bad[i]);
		drop();
	}
}

Test(cli_run_options, shared_memory)
{
	o.shm_size = "128m";
	cr_assert_eq(read_options(), 0, "%s", e.text);
	cr_assert_eq(r.shm_bytes, 128 << 20);
	drop();
	o.shm_size = "much";
	cr_assert_eq(read_options(), -1);
	cr_assert_not_null(strstr(e.text, "--shm-size"), "%s", e.text);
	o.shm_size = "0";
	cr_assert_eq(read_options(), -1);
	drop();
}
