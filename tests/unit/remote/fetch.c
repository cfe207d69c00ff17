/* fetch - what a server sends lands in the file, and what a hostile one does has an end. */
#include "remote/fetch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "served.h"
#include "sys/fd.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
#define SERVE(...)                                                                                 \
	static const struct answer answers[] = {__VA_ARGS__};                                      \
	AUTO(served_release)                                                                       \
	struct served s = served_start(answers, sizeof answers / sizeof *answers)

/* One errand, with what it left. */
struct errand {
	struct fetch_request request;
	struct fetched got;
	struct err e;
	char *url;
	int fd;
};

static struct errand errand_to(const struct served *s, const char *path)
{
	struct errand w = {.url = mem_fmt("%s%s", s->url, path), .fd = memfd_create("file", 0)};

	w.request = (struct fetch_request){.url = w.url,
		.fd = w.fd,
		.modified_s = -1,
		.cancel_fd = -1,
		.connect_s = 5,
		.stall_s = 5};
	return w;
}

static void errand_release(struct errand *w)
{
	fetched_release(&w->got);
	fd_close(&w->fd);
	free(w->url);
}

static int run(struct errand *w)
{
	return fetch_url(&w->request, &w->got, &w->e);
}

static void holds(const struct errand *w, const char *want)
{
	char text[64] = "";

	cr_assert(pread(w->fd, text, sizeof text - 1, 0) >= 0);
	cr_expect_str_eq(text, want);
}

static void fails(struct errand *w, enum err_kind kind, const char *why)
{
	cr_assert_eq(run(w), -1);
	cr_expect_eq(w->e.kind, kind, "%d: %s", w->e.kind, w->e.text);
	cr_expect(strstr(w->e.text, why), "%s", w->e.text);
}

Test(fetch, a_file_arrives_with_what_is_known_of_it)
{
	SERVE({"/d/f.txt?v=1",
		OK "Last-Modified: Thu, 01 Jan 1970 00:01:40 GMT\r\n"
		   "ETag: \"abc\"\r\nContent-Disposition: attachment; filename=no\r\n"
		   "Set-Cookie: a=b\r\n\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/d/f.txt?v=1");
	struct digest want = digest_of("hello", 5);

	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	holds(&w, "hello");
	cr_expect(digest_eq(&w.got.digest, &want));
	cr_expect_eq(w.got.size_bytes, 5);
	cr_expect_eq(w.got.modified_s, 100);
	cr_expect_str_eq(w.got.etag, "\"abc\"");
	cr_expect_str_eq(w.got.name, "f.txt");
	cr_expect_not(w.got.unchanged);
	cr_expect(strstr(served_log(&s), "User-Agent: lichen/"));
	cr_expect_null(strstr(served_log(&s), "Authorization"));
}

Test(fetch, it_may_say_nothing_of_itself)
{
	SERVE({"/", "HTTP/1.0 200 OK\r\nLast-Modified: never\r\n\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/");

	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	cr_expect_eq(w.got.modified_s, -1);
	cr_expect_null(w.got.etag);
	cr_expect_str_eq(w.got.name, "__unnamed__");
}

Test(fetch, it_is_written_behind_what_is_there)
{
	SERVE({"/f", OK "\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");
	struct digest want = digest_of("hello", 5);

	cr_assert_eq(write(w.fd, "oh ", 3), 3);
	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	holds(&w, "oh hello");
	cr_expect(digest_eq(&w.got.digest, &want));
}

Test(fetch, what_did_not_change_is_not_sent_again)
{
	SERVE({"/f", "HTTP/1.1 304 Not Modified\r\nETag: \"abc\"\r\n\r\n"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");
	AUTO(errand_release) struct errand dated = errand_to(&s, "/f");

	w.request.etag = "\"abc\"";
	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	cr_expect(w.got.unchanged);
	cr_expect_eq(w.got.size_bytes, 0);
	cr_expect(strstr(served_log(&s), "If-None-Match: \"abc\"\r\n"));
	dated.request.modified_s = 100;
	cr_assert_eq(run(&dated), 0, "%s", dated.e.text);
	cr_expect(dated.got.unchanged);
	cr_expect(strstr(served_log(&s), "If-Modified-Since: Thu, 01 Jan 1970 00:01:40 GMT\r\n"));
}

Test(fetch, an_older_file_is_another_one)
{
	SERVE({"/f", OK "Last-Modified: Thu, 01 Jan 1970 00:00:50 GMT\r\n\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	w.request.modified_s = 951782400; /* a day that only some years have */
	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	cr_expect_not(w.got.unchanged);
	cr_expect_eq(w.got.modified_s, 50);
	holds(&w, "hello");
	cr_expect(strstr(served_log(&s), "If-Modified-Since: Tue, 29 Feb 2000 00:00:00 GMT\r\n"));
}

Test(fetch, an_answer_to_a_condition_that_was_not_set_is_none)
{
	SERVE({"/f", "HTTP/1.1 304 Not Modified\r\n\r\n"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	fails(&w, ERR_INVALID, "status 304");
}

Test(fetch, redirects_are_followed_and_the_name_stays)
{
	SERVE({"/name.txt", "HTTP/1.1 302 Found\r\nLocation: /b?c\r\nContent-Length: 3\r\n\r\nbye"},
		{"/b?c", "HTTP/1.1 308 Go\r\nLocation: http://@/other.txt\r\n\r\n"},
		{"/other.txt", OK "\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/name.txt");

	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	holds(&w, "hello");
	cr_expect_str_eq(w.got.name, "name.txt");
}

Test(fetch, redirects_end)
{
	SERVE({"/f", "HTTP/1.1 302 Found\r\nLocation: /f\r\nContent-Length: 0\r\n\r\n"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	fails(&w, ERR_LIMIT, "redirects more than 10 times");
	cr_expect_eq(served_requests(&s), 11);
}

Test(fetch, redirects_leave_http_for_nothing_else)
{
	SERVE({"/file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"},
		{"/ftp", "HTTP/1.1 302 Found\r\nLocation: ftp://@/f\r\n\r\n"},
		{"/nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"});
	AUTO(errand_release) struct errand file = errand_to(&s, "/file");
	AUTO(errand_release) struct errand ftp = errand_to(&s, "/ftp");
	AUTO(errand_release) struct errand nowhere = errand_to(&s, "/nowhere");

	fails(&file, ERR_INVALID, "neither http nor https");
	fails(&ftp, ERR_INVALID, "neither http nor https");
	fails(&nowhere, ERR_INVALID, "status 302");
}

Test(fetch, redirects_lead_to_no_link_local_address)
{
	SERVE({"/four", "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/f\r\n\r\n"},
		{"/six", "HTTP/1.1 302 Found\r\nLocation: http://[fe80::1]/f\r\n\r\n"},
		{"/mapped", "HTTP/1.1 302 Found\r\nLocation: "
			    "http://[::ffff:169.254.169.254]/f\r\n\r\n"});
	AUTO(errand_release) struct errand four = errand_to(&s, "/four");
	AUTO(errand_release) struct errand six = errand_to(&s, "/six");
	AUTO(errand_release) struct errand mapped = errand_to(&s, "/mapped");

	fails(&four, ERR_INVALID, "link-local");
	fails(&six, ERR_INVALID, "link-local");
	fails(&mapped, ERR_INVALID, "link-local");
}

Test(fetch, a_proxy_of_the_environment_is_asked)
{
	SERVE({"http://no-such-host.invalid/f", OK "\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	cr_assert_eq(setenv("http_proxy", s.url, 1), 0);
	w.request.url = "http://no-such-host.invalid/f";
	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	holds(&w, "hello");
}

Test(fetch, a_secret_is_for_the_url_s_own_server)
{
	SERVE({"/f", OK "\r\nhello"});
	static const struct answer other[] = {{"/away", OK "\r\nhello"}};
	AUTO(served_release) struct served away = served_start(other, 1);
	AUTO(mem_release)
	char *location = mem_fmt("HTTP/1.1 302 Found\r\nLocation: %s/away\r\n\r\n", away.url);
	const struct answer leads[] = {
		{"/here", "HTTP/1.1 302 Found\r\nLocation: /go\r\n\r\n"}, {"/go", location}};
	AUTO(served_release) struct served from = served_start(leads, 2);
	AUTO(errand_release) struct errand stays = errand_to(&s, "/f");
	AUTO(errand_release) struct errand leaves = errand_to(&from, "/here");

	stays.request.authorization = leaves.request.authorization = "Bearer word";
	cr_assert_eq(run(&stays), 0, "%s", stays.e.text);
	cr_expect(strstr(served_log(&s), "Authorization: Bearer word\r\n"));
	cr_assert_eq(run(&leaves), 0, "%s", leaves.e.text);
	const char *second = strstr(served_log(&from), "/go");

	cr_expect(strstr(second, "Authorization: Bearer word\r\n"));
	cr_expect(strstr(served_log(&away), "GET /away"));
	cr_expect_null(strstr(served_log(&away), "Authorization"));
}

Test(fetch, an_answer_that_is_no_file_says_why)
{
	SERVE({"/401", "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"},
		{"/500", "HTTP/1.1 500 Oops\r\nContent-Length: 999999999999\r\n\r\n", 1000},
		{"/206", "HTTP/1.1 206 Part\r\nContent-Length: 2\r\n\r\nhe"},
		{"/talk", "no http at all\r\n\r\n"});
	AUTO(errand_release) struct errand absent = errand_to(&s, "/absent");
	AUTO(errand_release) struct errand login = errand_to(&s, "/401");
	AUTO(errand_release) struct errand broken = errand_to(&s, "/500");
	AUTO(errand_release) struct errand part = errand_to(&s, "/206");
	AUTO(errand_release) struct errand talk = errand_to(&s, "/talk");

	fails(&absent, ERR_NOT_FOUND, "no such file (status 404)");
	cr_expect(strstr(absent.e.hint, "path"));
	fails(&login, ERR_INVALID, "status 401");
	cr_expect(strstr(login.e.hint, "HTTP_AUTH_TOKEN_"));
	broken.request.limit_bytes = 100;
	fails(&broken, ERR_INVALID, "status 500");
	fails(&part, ERR_INVALID, "status 206");
	fails(&talk, ERR_INVALID, "http://127.0.0.1");
	holds(&broken, "");
}

Test(fetch, a_broken_connection_is_tried_again)
{
	SERVE({"/f", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhe", .uses = 1},
		{"/f", "", .uses = 1}, {"/f", OK "\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");
	struct digest want = digest_of("hello", 5);

	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	holds(&w, "hello");
	cr_expect(digest_eq(&w.got.digest, &want));
	cr_expect_eq(w.got.size_bytes, 5);
	cr_expect_eq(served_requests(&s), 3);
}

Test(fetch, but_not_for_ever)
{
	SERVE({"/f", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhe"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	fails(&w, ERR_INVALID, "before the end of the file");
	cr_expect_eq(served_requests(&s), FETCH_TRIES);
}

Test(fetch, a_broken_chunk_is_no_end)
{
	SERVE({"/f", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	cr_assert_eq(run(&w), -1);
	cr_expect_eq(served_requests(&s), FETCH_TRIES);
}

Test(fetch, what_was_written_to_a_pipe_cannot_be_taken_back)
{
	SERVE({"/f", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhe"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");
	int ends[2];

	cr_assert_eq(fd_pipe(ends, &w.e), 0);
	w.request.fd = ends[1];
	fails(&w, ERR_INVALID, "before the end of the file");
	cr_expect_eq(served_requests(&s), 1);
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}

Test(fetch, a_body_has_a_limit_whatever_it_says)
{
	SERVE({"/said", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", 5000},
		{"/unsaid", "HTTP/1.0 200 OK\r\n\r\n", 500000});
	AUTO(errand_release) struct errand said = errand_to(&s, "/said");
	AUTO(errand_release) struct errand unsaid = errand_to(&s, "/unsaid");

	said.request.limit_bytes = unsaid.request.limit_bytes = 4999;
	fails(&said, ERR_LIMIT, "larger than 4999 bytes");
	fails(&unsaid, ERR_LIMIT, "larger than 4999 bytes");
	cr_expect_leq(lseek(unsaid.fd, 0, SEEK_END), 4999);
}

Test(fetch, headers_have_a_limit)
{
	AUTO(buf_release) struct buf reply = {0};

	buf_cstr_add(&reply, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 10000; i++)
		buf_fmt(&reply, "X-%d: 0123456789012345678901234567890123456789\r\n", i);
	const struct answer answers[] = {{"/f", buf_cstr(&reply)}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	fails(&w, ERR_LIMIT, "headers");
}

Test(fetch, a_server_that_stands_still_is_left, .timeout = 30)
{
	SERVE({"/f", OK "\r\nhe", .hang = true});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	w.request.stall_s = 1;
	fails(&w, ERR_INVALID, "stood still");
}

Test(fetch, it_stops_when_told, .timeout = 30)
{
	SERVE({"/f", OK "\r\nhe", .hang = true});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");
	time_t began = time(NULL);
	int ends[2];

	cr_assert_eq(fd_pipe(ends, &w.e), 0);
	cr_assert_eq(write(ends[1], "x", 1), 1);
	w.request.cancel_fd = ends[0];
	w.request.stall_s = 20;
	fails(&w, ERR_CANCELLED, "interrupted");
	cr_expect_leq(time(NULL) - began, 5);
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}

Test(fetch, nobody_there)
{
	SERVE({"/f", ""});
	AUTO(errand_release) struct errand closed = errand_to(&s, "/f");
	AUTO(errand_release) struct errand nobody = errand_to(&s, "/f");
	AUTO(errand_release) struct errand file = errand_to(&s, "/f");

	served_release(&s);
	fails(&closed, ERR_NOT_FOUND, "does not answer");
	nobody.request.url = "http://no-such-host.invalid/f";
	fails(&nobody, ERR_NOT_FOUND, "no such host");
	file.request.url = "file:///etc/passwd";
	fails(&file, ERR_INVALID, "only http and https");
}

Test(fetch, a_full_disk_is_named)
{
	SERVE({"/f", OK "\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");

	w.request.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	fails(&w, ERR_SYS, "space");
	close(w.request.fd);
}

static void count(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
	uint64_t *seen = context;

	seen[0] = done_bytes;
	seen[1] = total_bytes;
}

Test(fetch, progress_is_reported)
{
	SERVE({"/f", OK "\r\nhello"});
	AUTO(errand_release) struct errand w = errand_to(&s, "/f");
	uint64_t seen[2] = {0, 0};

	w.request.progress = count;
	w.request.context = seen;
	cr_assert_eq(run(&w), 0, "%s", w.e.text);
	cr_expect_eq(seen[0], 5);
	cr_expect_eq(seen[1], 5);
}
