/* dump_program - the program as text; the golden cases compare whole files, here is what they rest
 * on. */
#include <criterion/criterion.h>
#include <string.h>

#include "plan/bind.h"

Test(dump_program, shows_steps_with_final_values)
{
	AUTO(source_release) struct source source = {0};
	AUTO(dockerfile_release) struct dockerfile file = {0};
	AUTO(plan_release) struct plan plan = {0};
	AUTO(program_release) struct program program = {0};
	AUTO(buf_release) struct buf out = {0};
	struct plan_request request = {.platform = "linux/amd64"};
	struct bind_request bind = {.hostname = "h"};
	struct err e;

	cr_assert_eq(source_make("Dockerfile",
			     STR("FROM scratch\nENV A=one\nWORKDIR /$A\nCOPY x y/\nUSER 7\n"),
			     &source, &e),
		0);
	cr_assert_eq(dockerfile_parse(&source, &file, &e), 0, "%s", e.text);
	cr_assert_eq(plan_make(&file, &request, &plan, &e), 0, "%s", e.text);
	cr_assert_eq(program_bind(&plan, NULL, &bind, &program, &e), 0, "%s", e.text);
	program_dump(&program, &out);
	cr_expect(strstr(buf_cstr(&out), "/one/y/"), "the destination is not joined");
	cr_expect_not(strstr(buf_cstr(&out), "$A"), "a variable is left");
}
