/* fetch_attempt - one request alone: what comes back, and what is kept of it. */
#include "remote/fetch_attempt.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "served.h"
#include "sys/fd.h"

/* An errand of one hop and one try. */
struct hop {
	struct fetch_request request;
	struct fetched got;
	struct fetch_errand errand;
	struct fetch_attempt attempt;
	struct err why, e;
	char *url;
	int fd;
};

static void hop_init(struct hop *h, const struct served *s, const char *path)
{
	const struct curl_calls *curl = curl_calls(&h->e);

	*h = (struct hop){.url = mem_fmt("%s%s", s->url, path), .fd = memfd_create("file", 0)};
	h->request = (struct fetch_request){
		.url = h->url, .fd = h->fd, .modified_s = -1, .cancel_fd = -1};
	h->errand = (struct fetch_errand){.curl = curl,
		.r = &h->request,
		.out = &h->got,
		.multi = curl->multi_init(),
		.limit_bytes = 100};
	hasher_begin(&h->errand.hasher, DIGEST_SHA256);
	h->attempt = (struct fetch_attempt){.errand = &h->errand, .url = h->url, .why = &h->why};
}

static void hop_release(struct hop *h)
{
	fetch_attempt_release(&h->attempt);
	h->errand.curl->multi_cleanup(h->errand.multi);
	hasher_release(&h->errand.hasher);
	fd_close(&h->fd);
	free(h->url);
}

static CURLcode run(struct hop *h)
{
	CURLcode result = CURLE_OK;

	cr_assert_eq(fetch_attempt(&h->attempt, &result, &h->e), 0, "%s", h->e.text);
	return result;
}

Test(fetch_attempt, a_redirect_is_an_answer_whose_body_is_nothing)
{
	static const struct answer answers[] = {
		{"/f", "HTTP/1.1 302 Found\r\nLocation: /g\r\nContent-Length: 3\r\n\r\nbye"}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(hop_release) struct hop h;

	hop_init(&h, &s, "/f");
	(void)run(&h);
	cr_expect_eq(fetch_status(&h.attempt), 302);
	cr_expect(h.attempt.skipped);
	cr_expect_eq(h.why.kind, ERR_NONE);
	cr_expect_eq(lseek(h.fd, 0, SEEK_END), 0);
	cr_expect_eq(served_requests(&s), 1);
}

Test(fetch_attempt, the_body_is_counted_and_hashed)
{
	static const struct answer answers[] = {
		{"/f", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(hop_release) struct hop h;
	struct digest want = digest_of("hello", 5);

	hop_init(&h, &s, "/f");
	cr_expect_eq(run(&h), CURLE_OK);
	struct digest got = hasher_end(&h.errand.hasher);

	cr_expect(digest_eq(&got, &want));
	cr_expect_eq(h.attempt.body_bytes, 5);
}

Test(fetch_attempt, what_a_callback_failed_with_is_told)
{
	static const struct answer answers[] = {{"/f", "HTTP/1.0 200 OK\r\n\r\n", 1000}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(hop_release) struct hop h;

	hop_init(&h, &s, "/f");
	cr_expect_neq(run(&h), CURLE_OK);
	cr_expect_eq(h.why.kind, ERR_LIMIT);
	cr_expect(strstr(h.why.text, "100 bytes"), "%s", h.why.text);
}

Test(fetch_attempt, waiting_ends_when_told)
{
	static const struct answer answers[] = {{"/f", ""}};
	AUTO(served_release) struct served s = served_start(answers, 1);
	AUTO(hop_release) struct hop h;
	int ends[2];

	hop_init(&h, &s, "/f");
	cr_expect_eq(fetch_wait(&h.errand, 1, &h.e), 0);
	cr_assert_eq(fd_pipe(ends, &h.e), 0);
	cr_assert_eq(write(ends[1], "x", 1), 1);
	h.request.cancel_fd = ends[0];
	cr_expect_eq(fetch_wait(&h.errand, 10000, &h.e), -1);
	cr_expect_eq(h.e.kind, ERR_CANCELLED);
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}

Test(fetch_attempt, part_of_a_file_is_none)
{
	cr_expect(fetch_is_content(200) && fetch_is_content(203) && fetch_is_content(204));
	cr_expect_not(fetch_is_content(206) || fetch_is_content(304) || fetch_is_content(404));
	cr_expect_not(fetch_is_content(0) || fetch_is_content(100));
}
