/* download - a URL's file, in the store: asked for on a condition, fetched once. */
#include "build/download.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "remote/url.h"
#include "store/blob.h"
#include "store/download.h"

enum {
	SETTLED_S = 2, /* a file may change twice in the second that its time names */
	LOGIN_BYTES_MAX = 16 * 1024,
};

static const struct build_secret *secret_for(
	const struct download_request *r, const char *kind, const char *host)
{
	AUTO(mem_release) char *id = mem_fmt("%s%s", kind, host);

	for (size_t i = 0; i < r->secrets_n; i++)
		if (str_eq(r->secrets[i].id, str_of(id)))
			return &r->secrets[i];
	return NULL;
}

/* A line of its own would be a header of its own. */
static int check_login(
	const struct download_request *r, struct str value, const char *host, struct err *e)
{
	if (!url_is_https(r->url) && !url_host_is_local(host)) {
		err_set(e, ERR_INVALID, "the secret for %s does not go over http", host);
		return err_hint(e, "use https");
	}
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f)
			return err_set(e, ERR_INVALID,
				"the secret for %s has a character that no header can have", host);
	if (value.n == 0 || value.n > LOGIN_BYTES_MAX)
		return err_set(e, ERR_INVALID, "the secret for %s is empty or too long", host);
	return 0;
}

int download_login(const struct download_request *r, char **out, struct err *e)
{
	AUTO(mem_release) char *host = url_host(r->url);
	const struct build_secret *token = NULL, *header = NULL;

	*out = NULL;
	if (!host)
		return 0;
	token = secret_for(r, "HTTP_AUTH_TOKEN_", host);
	header = secret_for(r, "HTTP_AUTH_HEADER_", host);
	if (!token && !header)
		return 0;
	struct str value = str_trim(token ? token->value : header->value);

	if (check_login(r, value, host, e) < 0)
		return -1;
	*out = mem_fmt("%s%.*s", token ? "Bearer " : "", STR_FMT(value));
	return 0;
}

static int mismatch(const struct download_request *r, const struct digest *got,
	const struct digest *want, struct err *e)
{
	AUTO(mem_release) char *shown = url_shown(r->url);

	err_set(e, ERR_INVALID, "digest mismatch: `%s` is %s, not %s", shown, digest_text(got).text,
		digest_text(want).text);
	return err_hint(e, "if the file may have changed: --checksum=%s", digest_text(got).text);
}

/* Into *known, which has what the store knew, or nothing. */
static int ask(const struct download_request *r, struct download *known, struct blob *blob,
	struct fetched *got, struct err *e)
{
	AUTO(mem_release) char *login = NULL;

	if (download_login(r, &login, e) < 0)
		return -1;
	struct fetch_request request = {
		.url = r->url,
		.fd = blob->fd,
		.authorization = login,
		.etag = known->etag,
		.modified_s = known->dated ? known->modified_s : -1,
		.ca_file = r->ca_file,
		.cancel_fd = -1,
		.progress = r->progress,
		.context = r->context,
	};
	int failed = fetch_url(&request, got, e);

	if (login)
		explicit_bzero(login, strlen(login));
	return failed < 0 ? store_failed(e) : 0;
}

static int keep(const struct download_request *r, const struct digest *want, struct blob *blob,
	struct fetched *got, struct download *out, struct err *e)
{
	AUTO(mem_release) char *shown = url_redacted(str_of(r->url));
	int64_t now_s = time(NULL);

	blob_written(blob, &got->digest, got->size_bytes);
	download_release(out);
	out->modified_s = got->modified_s;
	out->dated = got->modified_s >= 0 && got->modified_s <= now_s - SETTLED_S;
	out->etag = got->etag;
	got->etag = NULL;
	if (want->algorithm == DIGEST_SHA256 && !digest_eq(want, &got->digest))
		return mismatch(r, &got->digest, want, e);
	if (blob_commit(blob, want->algorithm ? want : NULL, &out->blob, e) < 0)
		return -1;
	return download_put(r->store, str_of(r->url), str_of(shown), out, e);
}

int download(const struct download_request *r, struct remote_source *out, struct err *e)
{
	AUTO(download_release) struct download known = {.modified_s = -1};
	AUTO(fetched_release) struct fetched got = {0};
	AUTO(blob_release) struct blob blob = BLOB_NONE;
	struct digest want = {0};

	if ((r->checksum && digest_parse(str_of(r->checksum), &want, e) < 0) ||
		download_find(r->store, str_of(r->url), &known, e) < 0)
		return -1;
	bool have = known.blob.algorithm != DIGEST_NONE;

	if (have && want.algorithm && !digest_eq(&want, &known.blob))
		download_release(&known); /* that one is of no use: no condition */
	if (!have || !want.algorithm || !known.blob.algorithm) {
		if (blob_begin(r->store, &blob, e) < 0 || ask(r, &known, &blob, &got, e) < 0)
			return -1;
		if (!got.unchanged && keep(r, &want, &blob, &got, &known, e) < 0)
			return -1;
	}
	*out = (struct remote_source){known.blob, known.modified_s >= 0 ? known.modified_s : 0};
	return 0;
}
