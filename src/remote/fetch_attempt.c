/* fetch_attempt - one request of a fetch and its answer, within the bounds that fetch promises. */
#include "remote/fetch_attempt.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

#include "base/mem.h"
#include "remote/url.h"
#include "sys/fd.h"

enum {
	STALL_BYTES_S = 32, /* slower than this for stall_s is standing still */
	POLL_MS = 1000,
	LINK_LOCAL = 169 << 8 | 254, /* RFC 3927 */
};

void fetch_attempt_release(struct fetch_attempt *a)
{
	const struct curl_calls *curl = a->errand->curl;

	if (a->easy)
		curl->multi_remove_handle(a->errand->multi, a->easy);
	curl->easy_cleanup(a->easy);
	curl->slist_free_all(a->headers);
}

long fetch_status(const struct fetch_attempt *a)
{
	long status = 0;

	a->errand->curl->easy_getinfo(a->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* 206 was not asked for: part of a file is no file. */
bool fetch_is_content(long status)
{
	return status / 100 == 2 && status != 206;
}

int fetch_over_limit(struct fetch_attempt *a)
{
	AUTO(mem_release) char *shown = url_shown(a->url);

	return err_set(a->why, ERR_LIMIT, "the file is larger than %llu bytes: `%s`",
		(unsigned long long)a->errand->limit_bytes, shown);
}

static void report(const struct fetch_attempt *a)
{
	const struct fetch_request *r = a->errand->r;
	curl_off_t total = -1;

	if (!r->progress)
		return;
	a->errand->curl->easy_getinfo(a->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &total);
	r->progress(r->context, a->body_bytes, total > 0 ? (uint64_t)total : 0);
}

static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
	struct fetch_attempt *a = context;
	struct fetch_errand *w = a->errand;

	n *= size;
	if (!fetch_is_content(fetch_status(a))) {
		a->skipped = true;
		return CURL_WRITEFUNC_ERROR;
	}
	a->body_bytes += n;
	if (a->body_bytes > w->limit_bytes) {
		fetch_over_limit(a);
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
	struct fetch_attempt *a = context;

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
	struct fetch_attempt *a = context;

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

static void add_header(struct fetch_attempt *a, const char *name, const char *value)
{
	AUTO(mem_release) char *line = mem_fmt("%s: %s", name, value);

	a->headers = a->errand->curl->slist_append(a->headers, line);
}

/* In the form of RFC 9110, whatever the locale. Curl's own condition is not used: it would take an
 * older file for an unchanged one. */
static void add_date(struct fetch_attempt *a, const char *name, int64_t seconds)
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

static void add_headers(struct fetch_attempt *a)
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
static int set_options(struct fetch_attempt *a, struct err *e)
{
	const struct fetch_request *r = a->errand->r;
	const struct curl_calls *curl = a->errand->curl;
	CURL *c = a->easy;
	CURLcode bad = CURLE_OK;

	add_headers(a);
	bad |= curl->easy_setopt(c, CURLOPT_URL, a->url);
	bad |= curl->easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	bad |= curl->easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L); /* we look at each hop */
	bad |= curl->easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	bad |= curl->easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	bad |= curl->easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	bad |= curl->easy_setopt(
		c, CURLOPT_CONNECTTIMEOUT, (long)(r->connect_s ? r->connect_s : FETCH_CONNECT_S));
	bad |= curl->easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES_S);
	bad |= curl->easy_setopt(
		c, CURLOPT_LOW_SPEED_TIME, (long)(r->stall_s ? r->stall_s : FETCH_STALL_S));
	bad |= curl->easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)a->errand->limit_bytes);
	bad |= curl->easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	bad |= curl->easy_setopt(c, CURLOPT_QUICK_EXIT, 1L); /* not for a resolver that hangs */
	bad |= curl->easy_setopt(c, CURLOPT_USERAGENT, "lichen/" LICHEN_VERSION);
	bad |= curl->easy_setopt(c, CURLOPT_HTTPHEADER, a->headers);
	bad |= curl->easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	bad |= curl->easy_setopt(c, CURLOPT_WRITEDATA, a);
	bad |= curl->easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	bad |= curl->easy_setopt(c, CURLOPT_HEADERDATA, a);
	bad |= curl->easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	bad |= curl->easy_setopt(c, CURLOPT_OPENSOCKETDATA, a);
	if (r->ca_file)
		bad |= curl->easy_setopt(c, CURLOPT_CAINFO, r->ca_file);
	return bad ? err_set(e, ERR_HOST, "this libcurl lacks an option that fetching needs") : 0;
}

int fetch_wait(const struct fetch_errand *w, int ms, struct err *e)
{
	struct curl_waitfd cancel = {.fd = w->r->cancel_fd, .events = CURL_WAIT_POLLIN};
	unsigned n = w->r->cancel_fd >= 0 ? 1 : 0;

	if (w->curl->multi_poll(w->multi, &cancel, n, ms, NULL) != CURLM_OK)
		return err_set(e, ERR_SYS, "cannot wait for the network");
	return n && cancel.revents ? err_set(e, ERR_CANCELLED, "interrupted") : 0;
}

int fetch_attempt(struct fetch_attempt *a, CURLcode *result, struct err *e)
{
	struct fetch_errand *w = a->errand;
	CURLMsg *message = NULL;
	int running = 1, left = 0;

	a->easy = w->curl->easy_init();
	if (!a->easy)
		return err_set(e, ERR_SYS, "cannot begin a transfer");
	if (set_options(a, e) < 0)
		return -1;
	if (w->curl->multi_add_handle(w->multi, a->easy) != CURLM_OK)
		return err_set(e, ERR_SYS, "cannot begin a transfer");
	while (running) {
		if (w->curl->multi_perform(w->multi, &running) != CURLM_OK)
			return err_set(e, ERR_SYS, "cannot go on with a transfer");
		if (running && fetch_wait(w, POLL_MS, e) < 0)
			return -1;
	}
	message = w->curl->multi_info_read(w->multi, &left);
	*result = message ? message->data.result : CURLE_RECV_ERROR;
	return 0;
}
