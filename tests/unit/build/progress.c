/* progress - notes arrive whole, in order, and not too often. */
#include "build/progress.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>

#include "base/attr.h"
#include "sys/fd.h"

Test(build_progress, notes_arrive_in_order)
{
	struct progress_note note;
	struct progress p;
	struct err e;
	int ends[2];

	cr_assert_eq(fd_pipe(ends, &e), 0);
	cr_assert_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	cr_expect_eq(progress_read(ends[0], &note), 0);
	p = progress_begin(ends[1], "https://h/f");
	for (int i = 0; i < 1000; i++)
		progress_bytes(&p, 1, 2);
	p.told_ms -= 2000;
	progress_bytes(&p, 3, 4);
	progress_end(&p);
	fd_close(&ends[1]);
	cr_expect_eq(progress_read(ends[0], &note), 1);
	cr_expect_eq(note.kind, PROGRESS_BEGIN);
	cr_expect_str_eq(note.name, "https://h/f");
	cr_expect_eq(progress_read(ends[0], &note), 1);
	cr_expect_eq(note.kind, PROGRESS_BYTES);
	cr_expect(note.done_bytes == 3 && note.total_bytes == 4);
	cr_expect_eq(progress_read(ends[0], &note), 1);
	cr_expect_eq(note.kind, PROGRESS_END);
	cr_expect_eq(progress_read(ends[0], &note), -1);
	fd_close(&ends[0]);
}

Test(build_progress, nobody_need_listen)
{
	struct progress p = progress_begin(-1, "https://h/f");

	progress_bytes(&p, 1, 2);
	progress_end(&p);
	cr_expect_eq(p.fd, -1);
}
