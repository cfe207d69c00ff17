#include "exec/crew.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <time.h>

#include "base/mem.h"

enum { TASKS = 1000 };

/* What came out, in the order of retiring. */
struct seen {
	size_t n, done;
	int numbers[TASKS];
};

struct job {
	int number;
	bool fails;
	char *owned;
	int result;
	atomic_int *runs;
};

static int run(void *task, struct buf *scratch, struct err *e)
{
	struct job *j = task;

	atomic_fetch_add(j->runs, 1);
	/* The first of ten take longer, so that later ones overtake them. */
	if (j->number % 10 == 0)
		nanosleep(&(struct timespec){.tv_nsec = 300000}, NULL);
	buf_clear(scratch);
	buf_fmt(scratch, "%d", j->number);
	j->result = j->number * 2;
	return j->fails ? err_set(e, ERR_INVALID, "task %s", buf_cstr(scratch)) : 0;
}

static void retire(void *context, void *task, bool done)
{
	struct seen *s = context;
	struct job *j = task;

	if (done)
		cr_expect_eq(j->result, j->number * 2);
	s->done += done;
	s->numbers[s->n++] = j->number;
	mem_release(&j->owned);
}

static struct job job_of(int number, atomic_int *runs)
{
	return (struct job){.number = number, .owned = mem_strdup("x"), .runs = runs};
}

static void begin(struct crew *c, struct seen *s)
{
	crew_init(c, &(struct crew_work){run, retire, s, sizeof(struct job)});
}

static void expect_order(const struct seen *s)
{
	for (size_t i = 0; i < s->n; i++)
		cr_expect_eq(s->numbers[i], (int)i);
}

Test(crew, tasks_are_retired_in_the_order_they_came)
{
	AUTO(crew_release) struct crew c;
	struct seen s = {0};
	struct err e = {0};
	atomic_int runs = 0;

	begin(&c, &s);
	for (int i = 0; i < TASKS; i++) {
		struct job j = job_of(i, &runs);

		cr_assert_eq(crew_add(&c, &j, &e), 0, "%s", e.text);
		cr_expect_leq(c.added - c.retired, CREW_WINDOW);
	}
	cr_assert_eq(crew_finish(&c, &e), 0, "%s", e.text);
	cr_expect(crew_is_idle(&c));
	cr_expect_eq(s.n, TASKS);
	cr_expect_eq(s.done, TASKS);
	cr_expect_eq(runs, TASKS);
	expect_order(&s);
}

Test(crew, finish_and_go_on)
{
	AUTO(crew_release) struct crew c;
	struct seen s = {0};
	struct err e = {0};
	atomic_int runs = 0;

	begin(&c, &s);
	cr_assert_eq(crew_finish(&c, &e), 0);
	for (int i = 0; i < 30; i++) {
		struct job j = job_of(i, &runs);

		cr_assert_eq(crew_add(&c, &j, &e), 0);
		if (i % 7 == 0) {
			cr_assert_eq(crew_finish(&c, &e), 0);
			cr_expect_eq(s.done, (size_t)i + 1);
		}
	}
	cr_assert_eq(crew_finish(&c, &e), 0);
	cr_expect_eq(s.done, 30);
	expect_order(&s);
}

Test(crew, the_first_failure_by_order_and_nothing_is_started_after)
{
	struct crew c;
	struct seen s = {0};
	struct err e = {0};
	atomic_int runs = 0;
	int failed = 0, added = 0;

	begin(&c, &s);
	while (added < TASKS && failed == 0) {
		struct job j = job_of(added, &runs);

		/* 40 is slow, so 41 fails before it does. */
		j.fails = added == 40 || added == 41;
		failed = crew_add(&c, &j, &e);
		added++;
	}
	cr_expect_eq(failed, -1);
	cr_expect_str_eq(e.text, "task 40");
	crew_release(&c);
	cr_expect_eq(s.n, (size_t)added, "what was not run is retired as well");
	cr_expect_geq(s.done, 40);
	cr_expect_leq(runs, 41 + CREW_WINDOW);
	expect_order(&s);
}

Test(crew, release_without_finish_lets_go_of_everything)
{
	struct crew c;
	struct seen s = {0};
	struct err e = {0};
	atomic_int runs = 0;

	begin(&c, &s);
	for (int i = 0; i < 100; i++) {
		struct job j = job_of(i, &runs);

		cr_assert_eq(crew_add(&c, &j, &e), 0);
	}
	crew_release(&c);
	cr_expect_eq(s.n, 100);
	crew_release(&c);
	cr_expect_eq(s.n, 100);
}
