/* language - times of the parts that only read text: parsing and binding a long Dockerfile, and
 * long lists of ignore rules. Prints medians; compares with nothing.
 *
 *     meson setup --buildtype=release -Dbench=true build && ninja -C build &&
 * build/tests/bench/bench-language
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lang/ignore.h"
#include "plan/bind.h"

enum { ROUNDS = 15, STEPS = 1000, PATHS_A_DIRECTORY = 1000 };

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double values[ROUNDS])
{
	qsort(values, ROUNDS, sizeof *values, by_value);
	return values[ROUNDS / 2];
}

static void die(const struct err *e)
{
	fprintf(stderr, "%s\n", e->text);
	exit(1);
}

static void parse_and_bind(struct str text, double *parse_ms, double *bind_ms)
{
	AUTO(source_release) struct source source = {0};
	AUTO(dockerfile_release) struct dockerfile file = {0};
	AUTO(plan_release) struct plan plan = {0};
	AUTO(program_release) struct program program = {0};
	const struct plan_request request = {.build_platform = "linux/amd64"};
	struct err e = {0};
	double begin = now_ms();

	if (source_make("Dockerfile", text, &source, &e) < 0 ||
		dockerfile_parse(&source, &file, &e) < 0)
		die(&e);
	*parse_ms = now_ms() - begin;
	begin = now_ms();
	if (plan_make(&file, &request, &plan, &e) < 0 ||
		program_bind(&plan, NULL, &(struct bind_request){0}, &program, &e) != 0)
		die(&e);
	*bind_ms = now_ms() - begin;
}

static void time_dockerfile(void)
{
	AUTO(buf_release) struct buf text = {0};
	double parse_ms[ROUNDS], bind_ms[ROUNDS];

	buf_fmt(&text, "FROM scratch\n");
	for (int i = 0; i < STEPS; i++)
		buf_fmt(&text, "ENV NAME_%d=value-%d\nRUN make step-%d && echo ${NAME_%d:-x}\n", i,
			i, i, i);
	for (int i = 0; i < ROUNDS; i++)
		parse_and_bind(buf_str(&text), &parse_ms[i], &bind_ms[i]);
	printf("a Dockerfile of %d lines: parse %.2f ms, plan and bind %.2f ms\n", 2 * STEPS + 1,
		median(parse_ms), median(bind_ms));
}

/* n is a multiple of six. */
static void add_rules(struct ignore *rules, int n)
{
	AUTO(buf_release) struct buf text = {0};
	struct err e = {0};

	for (int i = 0; i < n; i += 6)
		buf_fmt(&text,
			"dir%d/sub\n*.ext%d\n**/build%d\n**/*.o%d\npkg%d/*/tmp*\nlogs%d/**\n", i, i,
			i, i, i, i);
	if (ignore_parse(buf_str(&text), ".dockerignore", rules, &e) < 0)
		die(&e);
}

/* As a walk asks: a directory, then what is in it. */
static size_t match_all(const struct ignore *rules, int paths)
{
	size_t excluded = 0;

	for (int i = 0; i < paths; i += PATHS_A_DIRECTORY) {
		AUTO(ignore_state_release) struct ignore_state own = {0};
		char path[64];

		snprintf(path, sizeof path, "module%d", i);
		excluded += ignore_match(rules, str_of(path), NULL, &own);
		for (int k = i; k < i + PATHS_A_DIRECTORY; k++) {
			snprintf(path, sizeof path, "module%d/file%d.c", i, k);
			excluded += ignore_match(rules, str_of(path), &own, NULL);
		}
	}
	return excluded;
}

static void time_rules(int n, int paths)
{
	AUTO(ignore_release) struct ignore rules = {0};
	double ms[ROUNDS];
	size_t excluded = 0;

	add_rules(&rules, n);
	for (int i = 0; i < ROUNDS; i++) {
		double begin = now_ms();

		excluded = match_all(&rules, paths);
		ms[i] = now_ms() - begin;
	}
	printf("%d ignore rules, %d paths: %.0f ms (%zu excluded)\n", n, paths, median(ms),
		excluded);
}

int main(void)
{
	time_dockerfile();
	time_rules(498, 100000);
	time_rules(1002, 50000);
	time_rules(1002, 100000);
	return 0;
}
