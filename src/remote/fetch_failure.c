/* fetch_failure - why a URL could not be fetched, with what to do about it. */
#include "remote/fetch_failure.h"

#include <stddef.h>

#include "base/mem.h"
#include "remote/curl_calls.h"
#include "remote/url.h"

struct failure {
	int code; /* a CURLcode or a status; 0 ends the list and stands for the rest */
	enum err_kind kind;
	const char *text, *hint;
};

#define HINT_NETWORK                                                                               \
	"is the name right, and does this machine reach it? Proxies are those of https_proxy, "    \
	"http_proxy and no_proxy"
#define HINT_LOGIN                                                                                 \
	"give the server's secret: --secret id=HTTP_AUTH_TOKEN_<host>,src=FILE, or "               \
	"HTTP_AUTH_HEADER_<host> for the whole header"

static const struct failure failures[] = {
	{CURLE_COULDNT_RESOLVE_HOST, ERR_NOT_FOUND, "there is no such host", HINT_NETWORK},
	{CURLE_COULDNT_RESOLVE_PROXY, ERR_NOT_FOUND, "there is no such host as the proxy's",
		"look at https_proxy, http_proxy and all_proxy"},
	{CURLE_COULDNT_CONNECT, ERR_NOT_FOUND, "the host does not answer", HINT_NETWORK},
	{CURLE_OPERATION_TIMEDOUT, ERR_INVALID, "the server stood still for too long",
		"try again, or fetch the file from another server"},
	{CURLE_PEER_FAILED_VERIFICATION, ERR_INVALID, "the server's certificate is not trusted",
		"is it the right host? A certificate authority of your own belongs into the "
		"system's (update-ca-certificates) or into the file that SSL_CERT_FILE names"},
	{CURLE_SSL_CACERT_BADFILE, ERR_HOST, "the system's certificate authorities are missing",
		"apt-get install ca-certificates"},
	{CURLE_PARTIAL_FILE, ERR_INVALID,
		"the server closed the connection before the end of the file",
		"it was tried several times: is the server well?"},
	{CURLE_RECV_ERROR, ERR_INVALID, "the connection broke off",
		"it was tried several times: is the server well?"},
	{CURLE_GOT_NOTHING, ERR_INVALID, "the server closed the connection without an answer",
		"it was tried several times: is the server well?"},
	{0, ERR_INVALID, NULL, NULL},
};

static const struct failure statuses[] = {
	{401, ERR_INVALID, "wants a login", HINT_LOGIN},
	{403, ERR_INVALID, "forbids it", HINT_LOGIN},
	{404, ERR_NOT_FOUND, "has no such file", "is the path right, and is the file still there?"},
	{410, ERR_NOT_FOUND, "has the file no longer", "find where it went"},
	{429, ERR_INVALID, "is asked too often", "try again later"},
	{0, ERR_INVALID, NULL, NULL},
};

static const struct failure *find(const struct failure *list, int code)
{
	while (list->code != 0 && list->code != code)
		list++;
	return list;
}

int fetch_failed(const char *url, int code, struct err *e)
{
	AUTO(mem_release) char *shown = url_shown(url);
	const struct failure *f = find(failures, code);
	const struct curl_calls *curl = curl_calls(e);

	if (!curl)
		return -1;
	err_set(e, f->kind, "%s: `%s`", f->text ? f->text : curl->easy_strerror((CURLcode)code),
		shown);
	return f->hint ? err_hint(e, "%s", f->hint) : -1;
}

int fetch_refused(const char *url, long status, struct err *e)
{
	AUTO(mem_release) char *shown = url_shown(url);
	const struct failure *f = find(statuses, (int)status);

	if (!f->text)
		return err_set(
			e, f->kind, "the server answered with status %ld for `%s`", status, shown);
	err_set(e, f->kind, "the server %s (status %ld): `%s`", f->text, status, shown);
	return err_hint(e, "%s", f->hint);
}
