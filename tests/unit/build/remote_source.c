/* remote_source - what a URL becomes in an image, and what of it the key knows. */
#include "build/remote_source.h"

#include "base/mem.h"
#include "driven.h"
#include "served.h"

#define REPLY(date, body) "HTTP/1.0 200 OK\r\nLast-Modified: " date "\r\n\r\n" body
#define OLD "Thu, 01 Jan 1970 00:01:40 GMT"
#define NEW "Thu, 01 Jan 1970 00:02:40 GMT"

static int gather(struct bench *b, const struct served *s, const char *path, struct digest *input)
{
	AUTO(mem_release) char *url = mem_fmt("%s%s", s->url, path);
	struct step step = {.kind = STEP_COPY, .copy = {.add = true, .unpack = -1}};
	struct step_work work = {.store = &b->store, .step = &step, .out_fd = -1};
	struct remote_source found;
	struct err e;

	CHECK_OK(remote_gather(&work, str_of(url), &found, input, &e));
	return 0;
}

INSIDE(build_remote_source, the_key_knows_name_content_and_time)
{
	static const struct answer answers[] = {{"/a/f", REPLY(OLD, "x")},
		{"/b/f?q", REPLY(OLD, "x")}, {"/g", REPLY(OLD, "x")}, {"/c/f", REPLY(NEW, "x")},
		{"/d/f", REPLY(OLD, "y")}};
	AUTO(served_release) struct served s = served_start(answers, 5);
	struct digest first, other;

	CHECK(gather(b, &s, "/a/f", &first) == 0);
	CHECK(gather(b, &s, "/b/f?q", &other) == 0 && digest_eq(&first, &other));
	CHECK(gather(b, &s, "/g", &other) == 0 && !digest_eq(&first, &other));
	CHECK(gather(b, &s, "/c/f", &other) == 0 && !digest_eq(&first, &other));
	CHECK(gather(b, &s, "/d/f", &other) == 0 && !digest_eq(&first, &other));
	return 0;
}

INSIDE(build_remote_source, it_opens_what_was_found)
{
	static const struct answer answers[] = {
		{"/f", REPLY(OLD, "one"), .uses = 1}, {"/f", REPLY(NEW, "two")}};
	AUTO(served_release) struct served s = served_start(answers, 2);
	AUTO(mem_release) char *url = mem_fmt("%s/f", s.url);
	AUTO(remote_close) struct remote_files files = REMOTE_FILES_NONE;
	struct step step = {.kind = STEP_COPY, .copy = {.add = true, .unpack = 1}};
	struct step_work work = {.store = &b->store, .step = &step, .out_fd = -1};
	struct files_request request = {.unpack = false};
	struct remote_source found, later;
	struct digest input;
	char text[8] = "";
	struct err e;

	CHECK_OK(remote_gather(&work, str_of(url), &found, &input, &e));
	CHECK_OK(remote_gather(&work, str_of(url), &later, &input, &e));
	CHECK_OK(remote_open(&work, str_of(url), &found, &files, &e));
	CHECK(read(files.given.fd, text, sizeof text - 1) == 3 && strcmp(text, "one") == 0);
	CHECK(files.given.mtime_s == 100 && files.given.mode == 0600);
	CHECK(strcmp(files.given.name, "f") == 0);
	remote_request(&step, &files, &request);
	CHECK(request.given == &files.given && request.unpack);
	return 0;
}
