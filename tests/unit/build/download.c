/* download - nothing is fetched twice, and nothing wrong is kept. */
#include "build/download.h"

#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "driven.h"
#include "served.h"
#include "store/blob.h"

#define HELLO                                                                                      \
	"HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 5\r\n"                                  \
	"Last-Modified: Thu, 01 Jan 1970 00:01:40 GMT\r\n\r\nhello"
#define SAME "HTTP/1.1 304 Not Modified\r\n\r\n"
#define HELLO_SUM "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define OTHER_SUM "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HELLO_SUM512                                                                               \
	"sha512:"                                                                                  \
	"9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7"      \
	"acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043"

static int get(const struct bench *b, const struct served *s, const char *sum,
	struct remote_source *out, struct err *e)
{
	AUTO(mem_release) char *url = mem_fmt("%s/f", s->url);
	struct download_request r = {.store = &b->store, .url = url, .checksum = sum};

	err_clear(e);
	return download(&r, out, e);
}

INSIDE(build_download, an_unchanged_file_is_not_sent_again)
{
	static const struct answer answers[] = {{"/f", HELLO, .uses = 1}, {"/f", SAME}};
	AUTO(served_release) struct served s = served_start(answers, 2);
	struct remote_source first, again;
	struct err e;

	CHECK_OK(get(b, &s, NULL, &first, &e));
	CHECK_OK(get(b, &s, NULL, &again, &e));
	CHECK(digest_eq(&first.content, &again.content));
	CHECK(first.mtime_s == 100 && again.mtime_s == 100);
	CHECK(strcmp(digest_text(&again.content).text, HELLO_SUM) == 0);
	CHECK(served_requests(&s) == 2);
	CHECK(strstr(served_log(&s), "If-None-Match: \"a\""));
	return 0;
}

INSIDE(build_download, a_changed_one_is)
{
	static const struct answer answers[] = {{"/f", HELLO, .uses = 1},
		{"/f", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbye", .uses = 1},
		{"/f", "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n"}};
	AUTO(served_release) struct served s = served_start(answers, 3);
	struct remote_source first, again;
	struct err e;

	CHECK_OK(get(b, &s, NULL, &first, &e));
	CHECK_OK(get(b, &s, NULL, &again, &e));
	CHECK(!digest_eq(&first.content, &again.content));
	CHECK(again.mtime_s == 0);
	CHECK(get(b, &s, NULL, &again, &e) == -1 && e.kind == ERR_NOT_FOUND);
	CHECK(!strstr(strstr(served_log(&s), "\r\n\r\n") + 4 + 200, "If-None-Match"));
	return 0;
}

INSIDE(build_download, with_its_checksum_nobody_is_asked)
{
	static const struct answer answers[] = {{"/f", HELLO}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	struct remote_source got;
	struct err e;

	CHECK_OK(get(b, &s, HELLO_SUM, &got, &e));
	CHECK_OK(get(b, &s, HELLO_SUM, &got, &e));
	CHECK(served_requests(&s) == 1);
	CHECK(got.mtime_s == 100);
	return 0;
}

INSIDE(build_download, a_longer_checksum_counts_too)
{
	static const struct answer answers[] = {{"/f", HELLO}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(mem_release) char *wrong = mem_strdup(HELLO_SUM512);
	struct remote_source got;
	struct err e;

	CHECK_OK(get(b, &s, HELLO_SUM512, &got, &e));
	CHECK(strcmp(digest_text(&got.content).text, HELLO_SUM512) == 0);
	CHECK_OK(get(b, &s, HELLO_SUM512, &got, &e));
	CHECK(served_requests(&s) == 1);
	wrong[10] = wrong[10] == '0' ? '1' : '0';
	CHECK(get(b, &s, wrong, &got, &e) == -1 && e.kind == ERR_INVALID);
	return 0;
}

INSIDE(build_download, another_checksum_is_an_error_and_nothing_is_kept)
{
	static const struct answer answers[] = {{"/f", HELLO}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	struct digest hello = digest_of("hello", 5);
	struct remote_source got;
	struct err e;

	CHECK(get(b, &s, OTHER_SUM, &got, &e) == -1);
	CHECK(e.kind == ERR_INVALID && strstr(e.text, "digest mismatch"));
	CHECK(strstr(e.text, HELLO_SUM) && strstr(e.text, OTHER_SUM));
	CHECK(strstr(e.hint, "--checksum=" HELLO_SUM));
	CHECK(!blob_has(&b->store, &hello));
	/* Nor does what is known keep the question from being asked. */
	CHECK_OK(get(b, &s, HELLO_SUM, &got, &e));
	CHECK(get(b, &s, OTHER_SUM, &got, &e) == -1);
	CHECK(strstr(e.text, "digest mismatch") && served_requests(&s) == 3);
	CHECK(!strstr(served_log(&s), "If-None-Match"));
	return 0;
}

INSIDE(build_download, what_is_brand_new_may_change_within_its_second)
{
	char reply[200];
	char now[64];
	time_t t = time(NULL) + 1;

	strftime(now, sizeof now, "%a, %d %b %Y %H:%M:%S GMT", gmtime(&t));
	snprintf(reply, sizeof reply,
		"HTTP/1.1 200 OK\r\nLast-Modified: %s\r\nContent-Length: 1\r\n\r\nx", now);
	const struct answer answers[] = {{"/f", reply}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	struct remote_source got;
	struct err e;

	CHECK_OK(get(b, &s, NULL, &got, &e));
	CHECK_OK(get(b, &s, NULL, &got, &e));
	CHECK(got.mtime_s == t);
	CHECK(served_requests(&s) == 2 && !strstr(served_log(&s), "If-Modified-Since"));
	return 0;
}

struct login_row {
	const char *url, *id, *value;
	const char *want; /* NULL: none; or what the error says */
	bool fails;
};

static int login(const struct login_row *row)
{
	AUTO(mem_release) char *got = NULL;
	struct build_secret secret = {str_of(row->id), str_of(row->value)};
	struct download_request r = {.url = row->url, .secrets = &secret, .secrets_n = 1};
	struct err e = {0};
	int failed = download_login(&r, &got, &e);

	if (row->fails)
		return failed == -1 && strstr(e.text, row->want) ? 0 : 1;
	if (failed)
		return 1;
	return row->want ? !got || strcmp(got, row->want) != 0 : got != NULL;
}

Test(build_download, a_secret_is_for_its_host)
{
	static const struct login_row rows[] = {
		{"https://h/f", "HTTP_AUTH_TOKEN_h", "word\n", "Bearer word"},
		{"https://H:8443/f", "HTTP_AUTH_TOKEN_h", "word", "Bearer word"},
		{"https://h/f", "HTTP_AUTH_HEADER_h", "Basic eDp5", "Basic eDp5"},
		{"https://g/f", "HTTP_AUTH_TOKEN_h", "word", NULL},
		{"https://h@g/f", "HTTP_AUTH_TOKEN_h", "word", NULL},
		{"https://h/f", "HTTP_AUTH_TOKEN_", "word", NULL},
		{"http://127.0.0.1:80/f", "HTTP_AUTH_TOKEN_127.0.0.1", "word", "Bearer word"},
		{"http://h/f", "HTTP_AUTH_TOKEN_h", "word", "does not go over http", true},
		{"https://h/f", "HTTP_AUTH_HEADER_h", "a\r\nX: y", "no header can have", true},
		{"https://h/f", "HTTP_AUTH_HEADER_h", "", "empty", true},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(login(&rows[i]), 0, "row %zu", i);
}

Test(build_download, the_token_wins)
{
	AUTO(mem_release) char *got = NULL;
	const struct build_secret secrets[] = {{STR("HTTP_AUTH_TOKEN_h"), STR("word")},
		{STR("HTTP_AUTH_HEADER_h"), STR("Basic eDp5")}};
	struct download_request r = {.url = "https://h/", .secrets = secrets, .secrets_n = 2};
	struct err e;

	cr_assert_eq(download_login(&r, &got, &e), 0);
	cr_expect_str_eq(got, "Bearer word");
}
