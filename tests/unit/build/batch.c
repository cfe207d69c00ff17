#include "build/batch.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "sys/fd.h"

static int square(void *argument, void *result, struct err *e)
{
	(void)e;
	*(int *)result = *(int *)argument * *(int *)argument;
	return 0;
}

static int refuse_three(void *argument, void *result, struct err *e)
{
	if (*(int *)argument == 3)
		return err_set(e, ERR_INVALID, "three");
	return square(argument, result, e);
}

static int sleep_long(void *argument, void *result, struct err *e)
{
	(void)argument;
	(void)result;
	(void)e;
	sleep(60);
	return 0;
}

static struct batch of(job_function *run, int *arguments, int *results, size_t n, int at_once)
{
	return (struct batch){run, arguments, sizeof(int), n, results, sizeof(int), at_once, -1};
}

Test(build_batch, results_in_the_order_of_the_arguments)
{
	int arguments[] = {1, 2, 3, 4, 5, 6, 7};
	struct err e;

	for (int at_once = 1; at_once <= 9; at_once += 4) {
		int results[7] = {0};
		struct batch b = of(square, arguments, results, 7, at_once);

		cr_assert_eq(batch_run(&b, &e), 0, "%s", e.text);
		for (int i = 0; i < 7; i++)
			cr_assert_eq(results[i], arguments[i] * arguments[i]);
	}
}

Test(build_batch, a_list_may_be_longer_than_descriptors_are_many)
{
	const struct rlimit few = {64, 64};
	int arguments[100], results[100] = {0};
	struct batch b = of(square, arguments, results, 100, 2);
	struct err e;

	for (int i = 0; i < 100; i++)
		arguments[i] = i;
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	cr_assert_eq(batch_run(&b, &e), 0, "%s: %s", e.text, e.during);
	for (int i = 0; i < 100; i++)
		cr_assert_eq(results[i], i * i);
}

Test(build_batch, nothing_to_do)
{
	struct batch b = of(square, NULL, NULL, 0, 1);
	struct err e;

	cr_assert_eq(batch_run(&b, &e), 0);
}

Test(build_batch, the_first_failure_is_the_batchs)
{
	int arguments[] = {1, 2, 3, 4};
	int results[4];
	struct batch b = of(refuse_three, arguments, results, 4, 2);
	struct err e;

	cr_assert_eq(batch_run(&b, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	cr_assert_str_eq(e.text, "three");
}

Test(build_batch, cancelling_does_not_wait_for_the_jobs, .timeout = 20)
{
	int arguments[] = {1, 2};
	int results[2];
	struct batch b = of(sleep_long, arguments, results, 2, 2);
	int ends[2];
	struct err e;

	cr_assert_eq(fd_pipe(ends, &e), 0);
	cr_assert_eq(write(ends[1], "x", 1), 1);
	b.cancel_fd = ends[0];
	cr_assert_eq(batch_run(&b, &e), -1);
	cr_assert_eq(e.kind, ERR_CANCELLED);
}
