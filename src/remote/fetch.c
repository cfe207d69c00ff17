/* fetch - one URL, by GET, streamed into an open file. */
#include "remote/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "remote/fetch_failure.h"
#include "remote/url.h"
#include "sys/fd.h"

enum {
	STALL_BYTES_S = 32, /* slower than this for stall_s is standing still */
	POLL_MS = 1000,
	PAUSE_MS = 200, /* before the second try; twice that before the third */
	ETAG_BYTES_MAX = 1024,
	LINK_LOCAL = 169 << 8 | 254, /* RFC 3927 */
};
#define TIME_MAX_S 253402300799LL /* the end of year 9999 */

/* The whole errand: several hops, each of up to FETCH_TRIES attempts. */
struct errand {
	const struct fetch_request *r;
	struct fetched *out;
	CURLM *multi;
	struct hasher hasher;
	off_t start; /* of the file; -1: it cannot be wound back */
	int hop;     /* redirects followed */
	uint64_t limit_bytes;
};

/* One request and its answer. */
struct attempt {
	struct errand *errand;
	CURL *easy;
	struct curl_slist *headers;
	const char *url;
	uint64_t header_bytes, body_bytes;
	bool redirected; /* a server chose the host */
	bool skipped;    /* the body is of no interest */
	struct err *why; /* what a callback failed with; kind is ERR_NONE while none has */
};

static void errand_release(struct errand *w)
{
	curl_multi_cleanup(w->multi);
	hasher_release(&w->hasher);
}

static void attempt_release(struct attempt *a)
{
	if (a->easy)
		curl_multi_remove_handle(a->errand->multi, a->easy);
	curl_easy_cleanup(a->easy);
	curl_slist_free_all(a->headers);
}

static long status_of(const struct attempt *a)
{
	long status = 0;

	curl_easy_getinfo(a->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* 206 was not asked for: part of a file is no file. */
static bool is_content(long status)
{
	return status / 100 == 2 && status != 206;
}

static int over_limit(struct attempt *a)
{
	AUTO(mem_release) char *shown = url_shown(a->url);

	return err_set(a->why, ERR_LIMIT, "the file is larger than %llu bytes: `%s`",
		(unsigned long long)a->errand->limit_bytes, shown);
}

static void report(const struct attempt *a)
{
	const struct fetch_request *r = a->errand->r;
	curl_off_t total = -1;

	if (!r->progress)
		return;
	curl_easy_getinfo(a->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &total);
	r->progress(r->context, a->body_bytes, total > 0 ? (uint64_t)total : 0);
}

static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
	struct attempt *a = context;
	struct errand *w = a->errand;

	n *= size;
	if (!is_content(status_of(a))) {
		a->skipped = true;
		return CURL_WRITEFUNC_ERROR;
	}
	a->body_bytes += n;
	if (a->body_bytes > w->limit_bytes) {
		over_limit(a);
		return CURL_WRITEFUNC_ERROR;
	}
	if (fd_write_full(w->r->fd, bytes, n, a->why) < 0)
		return CURL_WRITEFUNC_ERROR;
	hasher_add(&w->hasher, bytes, n);
	report(a);
	return n;
}

/* Endless headers are no answer either. */
static size_t on_header(char *bytes, size_t size, size_t n, void *context)
{
	struct attempt *a = context;

	(void)bytes;
	a->header_bytes += size * n;
	if (a->header_bytes <= FETCH_HEADER_BYTES)
		return size * n;
	err_set(a->why, ERR_LIMIT, "the server's headers are longer than %d bytes",
		FETCH_HEADER_BYTES);
	return 0;
}

/* Where clouds keep the secrets of a machine, and nobody keeps files. */
static bool is_link_local(const struct sockaddr *a)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)a;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)a;

	if (a->sa_family == AF_INET)
		return ntohl(four->sin_addr.s_addr) >> 16 == LINK_LOCAL;
	if (a->sa_family != AF_INET6)
		return false;
	return IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr) ||
	       (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) &&
		       ntohl(six->sin6_addr.s6_addr32[3]) >> 16 == LINK_LOCAL);
}

/* Asked with the address itself, so that no name can hide it. */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *at)
{
	struct attempt *a = context;

	(void)purpose;
	if (a->redirected && is_link_local(&at->addr)) {
		AUTO(mem_release) char *shown = url_shown(a->url);

		err_set(a->why, ERR_INVALID,
			"the server redirects to a link-local address, where no files are: `%s`",
			shown);
		return CURL_SOCKET_BAD;
	}
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

static void add_header(struct attempt *a, const char *name, const char *value)
{
	AUTO(mem_release) char *line = mem_fmt("%s: %s", name, value);

	a->headers = curl_slist_append(a->headers, line);
}

/* In the form of RFC 9110, whatever the locale. Curl's own condition is not used: it would take an
 * older file for an unchanged one. */
static void add_date(struct attempt *a, const char *name, int64_t seconds)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	AUTO(mem_release) char *date = NULL;
	time_t when = seconds;
	struct tm t;

	if (!gmtime_r(&when, &t))
		return;
	date = mem_fmt("%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * t.tm_wday, t.tm_mday,
		months + 3 * t.tm_mon, t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
	add_header(a, name, date);
}

static void add_headers(struct attempt *a)
{
	const struct fetch_request *r = a->errand->r;

	add_header(a, "Accept", "*/*");
	if (r->authorization && url_same_origin(r->url, a->url))
		add_header(a, "Authorization", r->authorization);
	if (r->etag)
		add_header(a, "If-None-Match", r->etag);
	else if (r->modified_s >= 0)
		add_date(a, "If-Modified-Since", r->modified_s);
}

/* Every option that keeps a hostile server in bounds is checked: a curl that lacks one is not used.
 */
static int set_options(struct attempt *a, struct err *e)
{
	const struct fetch_request *r = a->errand->r;
	CURL *c = a->easy;
	CURLcode bad = CURLE_OK;

	add_headers(a);
	bad |= curl_easy_setopt(c, CURLOPT_URL, a->url);
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	bad |= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L); /* we look at each hop */
	bad |= curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	bad |= curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	bad |= curl_easy_setopt(
		c, CURLOPT_CONNECTTIMEOUT, (long)(r->connect_s ? r->connect_s : FETCH_CONNECT_S));
	bad |= curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES_S);
	bad |= curl_easy_setopt(
		c, CURLOPT_LOW_SPEED_TIME, (long)(r->stall_s ? r->stall_s : FETCH_STALL_S));
	bad |= curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)a->errand->limit_bytes);
	bad |= curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L); /* not for a resolver that hangs */
	bad |= curl_easy_setopt(c, CURLOPT_USERAGENT, "lichen/" LICHEN_VERSION);
	bad |= curl_easy_setopt(c, CURLOPT_HTTPHEADER, a->headers);
	bad |= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	bad |= curl_easy_setopt(c, CURLOPT_WRITEDATA, a);
	bad |= curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	bad |= curl_easy_setopt(c, CURLOPT_HEADERDATA, a);
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, a);
	if (r->ca_file)
		bad |= curl_easy_setopt(c, CURLOPT_CAINFO, r->ca_file);
	return bad ? err_set(e, ERR_HOST, "this libcurl lacks an option that fetching needs") : 0;
}

/* Waits at most so long; ERR_CANCELLED when told to stop. */
static int wait_ms(const struct errand *w, int ms, struct err *e)
{
	struct curl_waitfd cancel = {.fd = w->r->cancel_fd, .events = CURL_WAIT_POLLIN};
	unsigned n = w->r->cancel_fd >= 0 ? 1 : 0;

	if (curl_multi_poll(w->multi, &cancel, n, ms, NULL) != CURLM_OK)
		return err_set(e, ERR_SYS, "cannot wait for the network");
	return n && cancel.revents ? err_set(e, ERR_CANCELLED, "interrupted") : 0;
}

static int transfer(struct attempt *a, CURLcode *result, struct err *e)
{
	struct errand *w = a->errand;
	CURLMsg *message = NULL;
	int running = 1, left = 0;

	if (curl_multi_add_handle(w->multi, a->easy) != CURLM_OK)
		return err_set(e, ERR_SYS, "cannot begin a transfer");
	while (running) {
		if (curl_multi_perform(w->multi, &running) != CURLM_OK)
			return err_set(e, ERR_SYS, "cannot go on with a transfer");
		if (running && wait_ms(w, POLL_MS, e) < 0)
			return -1;
	}
	message = curl_multi_info_read(w->multi, &left);
	*result = message ? message->data.result : CURLE_RECV_ERROR;
	return 0;
}

static void keep_answer(const struct attempt *a)
{
	struct fetched *out = a->errand->out;
	struct curl_header *h = NULL;

	mem_release(&out->etag);
	out->modified_s = -1;
	if (curl_easy_header(a->easy, "ETag", 0, CURLH_HEADER, -1, &h) == CURLHE_OK &&
		strlen(h->value) <= ETAG_BYTES_MAX && h->value[0])
		out->etag = mem_strdup(h->value);
	if (curl_easy_header(a->easy, "Last-Modified", 0, CURLH_HEADER, -1, &h) == CURLHE_OK) {
		time_t t = curl_getdate(h->value, NULL);

		out->modified_s = t >= 0 && t <= TIME_MAX_S ? t : -1;
	}
}

static int wind_back(struct errand *w, struct err *e)
{
	hasher_begin(&w->hasher, DIGEST_SHA256);
	if (w->start < 0)
		return 0;
	if (ftruncate(w->r->fd, w->start) < 0 || lseek(w->r->fd, w->start, SEEK_SET) < 0)
		return err_sys(e, "cannot begin the file again");
	return 0;
}

/* Only what a broken connection looks like, and only while it can be undone. */
static bool may_retry(const struct attempt *a, CURLcode result)
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

static char *location_of(const struct attempt *a)
{
	struct curl_header *h = NULL;

	if (curl_easy_header(a->easy, "Location", 0, CURLH_HEADER, -1, &h) != CURLHE_OK)
		return NULL;
	return url_join(a->url, h->value);
}

/* There is an answer; *next is where a redirect leads, NULL when it is none. */
static int settle(const struct attempt *a, char **next, struct err *e)
{
	const struct errand *w = a->errand;
	long status = status_of(a);

	if (is_redirect(status))
		*next = location_of(a);
	if (*next)
		return ANSWERED;
	if (status == 304 && (w->r->etag || w->r->modified_s >= 0))
		w->out->unchanged = true;
	else if (!is_content(status))
		return fetch_refused(a->url, status, e);
	w->out->size_bytes = a->body_bytes;
	keep_answer(a);
	return ANSWERED;
}

static int try_once(struct errand *w, const char *url, bool last, char **next, struct err *e)
{
	struct err why = {0};
	AUTO(attempt_release)
	struct attempt a = {
		.errand = w,
		.url = url,
		.easy = curl_easy_init(),
		.redirected = w->hop > 0,
		.why = &why,
	};
	CURLcode result = CURLE_OK;

	if (!a.easy)
		return err_set(e, ERR_SYS, "cannot begin a transfer");
	if (set_options(&a, e) < 0 || wind_back(w, e) < 0 || transfer(&a, &result, e) < 0)
		return -1;
	if (result == CURLE_FILESIZE_EXCEEDED && is_content(status_of(&a)))
		over_limit(&a);
	if (why.kind != ERR_NONE) {
		*e = why;
		return -1;
	}
	if (result == CURLE_OK || result == CURLE_FILESIZE_EXCEEDED || a.skipped)
		return settle(&a, next, e);
	return !last && may_retry(&a, result) ? DROPPED : fetch_failed(url, result, e);
}

static int ask(struct errand *w, const char *url, char **next, struct err *e)
{
	for (int i = 1; i <= FETCH_TRIES; i++) {
		int got = try_once(w, url, i == FETCH_TRIES, next, e);

		if (got != DROPPED)
			return got < 0 ? -1 : 0;
		if (wait_ms(w, PAUSE_MS * i, e) < 0)
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

static int follow(struct errand *w, struct err *e)
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
	struct stat st = {0};

	*out = (struct fetched){.modified_s = -1};
	if (fstat(r->fd, &st) < 0)
		return err_sys(e, "cannot look at the file to be filled");
	AUTO(errand_release)
	struct errand w = {
		.r = r,
		.out = out,
		.multi = curl_multi_init(),
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
