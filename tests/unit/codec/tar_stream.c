/* tar_stream - blocks, pieces and the end, each where it is and where it is not. */
#include "codec/tar_stream.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "codec/tarred.h"
#include "sys/fd.h"

struct streamed {
	int fd;
	struct tar_stream *stream;
};

static struct streamed stream_of(const char *bytes, size_t n, uint64_t bytes_max)
{
	const struct tar_rules rules = {.bytes_max = bytes_max};
	struct streamed t = {
		.fd = tarred_file((struct str){bytes, n}), .stream = mem_alloc(sizeof *t.stream)};
	struct err e;

	cr_assert_eq(tar_stream_open(t.fd, &rules, t.stream, &e), 0, "%s", e.text);
	return t;
}

static void streamed_release(struct streamed *t)
{
	tar_stream_close(t->stream);
	mem_release(&t->stream);
	fd_close(&t->fd);
}

Test(tar_stream, blocks_pieces_and_an_end_of_zeros)
{
	char bytes[4 * TAR_BLOCK_BYTES] = {'a', [TAR_BLOCK_BYTES] = 'b', 'c', 'd'};
	AUTO(streamed_release) struct streamed t = stream_of(bytes, sizeof bytes, 1 << 20);
	const unsigned char *block = NULL;
	struct str piece = {0};
	struct err e;

	cr_assert_eq(tar_stream_block(t.stream, &block, &e), 1);
	cr_assert_eq(block[0], 'a');
	cr_assert_eq(tar_stream_piece(t.stream, 2, &piece, &e), 0);
	cr_assert(str_eq(piece, STR("bc")));
	cr_assert_eq(tar_stream_skip(t.stream, 1, &e), 0);
	cr_assert_eq(tar_stream_end(t.stream, &e), 0, "%s", e.text);
	cr_assert_eq(tar_stream_block(t.stream, &block, &e), 0);
	cr_assert_eq(t.stream->bytes, sizeof bytes);
}

Test(tar_stream, what_follows_the_end_is_refused)
{
	char bytes[2 * TAR_BLOCK_BYTES] = {[2 * TAR_BLOCK_BYTES - 1] = 1};
	AUTO(streamed_release) struct streamed t = stream_of(bytes, sizeof bytes, 1 << 20);
	const unsigned char *block = NULL;
	struct err e;

	cr_assert_eq(tar_stream_block(t.stream, &block, &e), 1);
	cr_assert_eq(tar_stream_end(t.stream, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
}

Test(tar_stream, an_early_end_is_told)
{
	char bytes[TAR_BLOCK_BYTES + 9];
	struct str piece = {0};
	const unsigned char *block = NULL;
	struct err e;

	memset(bytes, 'x', sizeof bytes);
	AUTO(streamed_release) struct streamed t = stream_of(bytes, sizeof bytes, 1 << 20);

	cr_assert_eq(tar_stream_block(t.stream, &block, &e), 1);
	cr_assert_eq(tar_stream_block(t.stream, &block, &e), -1);
	cr_assert_str_eq(e.text, "a tar that is cut short");
	cr_assert_eq(tar_stream_skip(t.stream, 9, &e), 0);
	cr_assert_eq(tar_stream_piece(t.stream, 1, &piece, &e), -1);
	cr_assert_str_eq(e.text, "a tar that is cut short");
}

Test(tar_stream, the_limit_is_that_of_the_rules)
{
	char bytes[2 * TAR_BLOCK_BYTES] = {0};
	AUTO(streamed_release) struct streamed t = stream_of(bytes, sizeof bytes, sizeof bytes - 1);
	struct err e;

	cr_assert_eq(tar_stream_end(t.stream, &e), -1);
	cr_assert_eq(e.kind, ERR_LIMIT);
}
