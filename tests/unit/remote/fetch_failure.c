/* fetch_failure - every failure names the URL, without its password, and most a cure. */
#include "remote/fetch_failure.h"

#include <criterion/criterion.h>
#include <string.h>

#include "remote/curl_calls.h"

Test(fetch_failure, a_code_has_words_and_a_cure)
{
	struct err e = {0};

	cr_assert_eq(fetch_failed("https://me:word@h/f", CURLE_PEER_FAILED_VERIFICATION, &e), -1);
	cr_expect_eq(e.kind, ERR_INVALID);
	cr_expect(strstr(e.text, "not trusted: `https://xxxxx@h/f`"), "%s", e.text);
	cr_expect(strstr(e.hint, "SSL_CERT_FILE"));
}

Test(fetch_failure, one_without_a_row_has_curl_s_words)
{
	struct err e = {0}, ignored;

	cr_assert_eq(fetch_failed("http://h/f", CURLE_WEIRD_SERVER_REPLY, &e), -1);
	cr_expect(strstr(e.text, curl_calls(&ignored)->easy_strerror(CURLE_WEIRD_SERVER_REPLY)));
	cr_expect_str_empty(e.hint);
}

Test(fetch_failure, statuses)
{
	struct err gone = {0};
	struct err odd = {0};

	cr_assert_eq(fetch_refused("http://h/f", 410, &gone), -1);
	cr_expect_eq(gone.kind, ERR_NOT_FOUND);
	cr_assert_eq(fetch_refused("http://h/f", 599, &odd), -1);
	cr_expect_eq(odd.kind, ERR_INVALID);
	cr_expect_str_eq(odd.text, "the server answered with status 599 for `http://h/f`");
}
