/* fetch - one URL, by GET, streamed into an open file. */
#include "remote/fetch.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "remote/fetch_attempt.h"
#include "remote/fetch_failure.h"
#include "remote/url.h"

enum {
	PAUSE_MS = 200, /* before the second try; twice that before the third */
	ETAG_BYTES_MAX = 1024,
};
#define TIME_MAX_S 253402300799LL /* the end of year 9999 */

static void errand_release(struct fetch_errand *w)
{
	w->curl->multi_cleanup(w->multi);
	hasher_release(&w->hasher);
}

static void keep_answer(const struct fetch_attempt *a)
{
	const struct curl_calls *curl = a->errand->curl;
	struct fetched *out = a->errand->out;
	struct curl_header *h = NULL;

	mem_release(&out->etag);
	out->modified_s = -1;
	if (curl->easy_header(a->easy, "ETag", 0, CURLH_HEADER, -1, &h) == CURLHE_OK &&
		strlen(h->value) <= ETAG_BYTES_MAX && h->value[0])
		out->etag = mem_strdup(h->value);
	if (curl->easy_header(a->easy, "Last-Modified", 0, CURLH_HEADER, -1, &h) == CURLHE_OK) {
		time_t t = curl->getdate(h->value, NULL);

		out->modified_s = t >= 0 && t <= TIME_MAX_S ? t : -1;
	}
}

static int wind_back(struct fetch_errand *w, struct err *e)
{
	hasher_begin(&w->hasher, DIGEST_SHA256);
	if (w->start < 0)
		return 0;
	if (ftruncate(w->r->fd, w->start) < 0 || lseek(w->r->fd, w->start, SEEK_SET) < 0)
		return err_sys(e, "cannot begin the file again");
	return 0;
}

/* Only what a broken connection looks like, and only while it can be undone. */
static bool may_retry(const struct fetch_attempt *a, CURLcode result)
{
	bool dropped = result == CURLE_PARTIAL_FILE || result == CURLE_RECV_ERROR ||
		       result == CURLE_SEND_ERROR || result == CURLE_GOT_NOTHING ||
		       result == CURLE_HTTP2 || result == CURLE_HTTP2_STREAM;

	return dropped && (a->errand->start >= 0 || a->body_bytes == 0);
}

enum outcome { DROPPED = 0, ANSWERED = 1 };

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static char *location_of(const struct fetch_attempt *a)
{
	struct curl_header *h = NULL;

	if (a->errand->curl->easy_header(a->easy, "Location", 0, CURLH_HEADER, -1, &h) != CURLHE_OK)
		return NULL;
	return url_join(a->url, h->value);
}

/* There is an answer; *next is where a redirect leads, NULL when it is none. */
static int settle(const struct fetch_attempt *a, char **next, struct err *e)
{
	const struct fetch_errand *w = a->errand;
	long status = fetch_status(a);

	if (is_redirect(status))
		*next = location_of(a);
	if (*next)
		return ANSWERED;
	if (status == 304 && (w->r->etag || w->r->modified_s >= 0))
		w->out->unchanged = true;
	else if (!fetch_is_content(status))
		return fetch_refused(a->url, status, e);
	w->out->size_bytes = a->body_bytes;
	keep_answer(a);
	return ANSWERED;
}

static int try_once(struct fetch_errand *w, const char *url, bool last, char **next, struct err *e)
{
	struct err why = {0};
	AUTO(fetch_attempt_release)
	struct fetch_attempt a = {
		.errand = w,
		.url = url,
		.redirected = w->hop > 0,
		.why = &why,
	};
	CURLcode result = CURLE_OK;

	if (wind_back(w, e) < 0 || fetch_attempt(&a, &result, e) < 0)
		return -1;
	if (result == CURLE_FILESIZE_EXCEEDED && fetch_is_content(fetch_status(&a)))
		fetch_over_limit(&a);
	if (why.kind != ERR_NONE) {
		*e = why;
		return -1;
	}
	if (result == CURLE_OK || result == CURLE_FILESIZE_EXCEEDED || a.skipped)
		return settle(&a, next, e);
	return !last && may_retry(&a, result) ? DROPPED : fetch_failed(url, result, e);
}

static int ask(struct fetch_errand *w, const char *url, char **next, struct err *e)
{
	for (int i = 1; i <= FETCH_TRIES; i++) {
		int got = try_once(w, url, i == FETCH_TRIES, next, e);

		if (got != DROPPED)
			return got < 0 ? -1 : 0;
		if (fetch_wait(w, PAUSE_MS * i, e) < 0)
			return -1;
	}
	return fetch_failed(url, CURLE_RECV_ERROR, e);
}

/* What a server says about where to go is checked as what a Dockerfile says, and may not leave
 * https. */
static int check_hop(const char *from, const char *to, struct err *e)
{
	AUTO(mem_release) char *shown = url_shown(to);

	if (strncmp(to, "http://", 7) != 0 && !url_is_https(to))
		return err_set(e, ERR_INVALID,
			"the server redirects to `%s`, which is neither http nor https", shown);
	if (url_is_https(from) && !url_is_https(to))
		return err_set(e, ERR_INVALID,
			"the server redirects from https to `%s`, which nothing protects", shown);
	return 0;
}

static int follow(struct fetch_errand *w, struct err *e)
{
	AUTO(mem_release) char *url = NULL;

	if (url_normal(w->r->url, &url, e) < 0)
		return -1;
	for (w->hop = 0; w->hop <= FETCH_REDIRECTS; w->hop++) {
		AUTO(mem_release) char *next = NULL;
		AUTO(mem_release) char *asked = url;

		url = NULL;
		if (ask(w, asked, &next, e) < 0)
			return -1;
		if (!next)
			return 0;
		if (check_hop(asked, next, e) < 0 || url_normal(next, &url, e) < 0)
			return err_during(e, "following a redirect");
	}
	return err_set(e, ERR_LIMIT, "the server redirects more than %d times", FETCH_REDIRECTS);
}

int fetch_url(const struct fetch_request *r, struct fetched *out, struct err *e)
{
	const struct curl_calls *curl = curl_calls(e);
	struct stat st = {0};

	*out = (struct fetched){.modified_s = -1};
	if (!curl)
		return -1;
	if (fstat(r->fd, &st) < 0)
		return err_sys(e, "cannot look at the file to be filled");
	AUTO(errand_release)
	struct fetch_errand w = {
		.curl = curl,
		.r = r,
		.out = out,
		.multi = curl->multi_init(),
		.start = S_ISREG(st.st_mode) ? lseek(r->fd, 0, SEEK_CUR) : -1,
		.limit_bytes = r->limit_bytes ? r->limit_bytes : FETCH_BYTES_MAX,
	};

	if (!w.multi)
		return err_set(e, ERR_SYS, "cannot begin a transfer");
	out->name = url_file_name(r->url);
	if (follow(&w, e) < 0)
		return -1;
	out->digest = hasher_end(&w.hasher);
	return 0;
}

void fetched_release(struct fetched *f)
{
	mem_release(&f->etag);
	mem_release(&f->name);
}
