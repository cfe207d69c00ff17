/* dump_plan - the plan as text; the golden cases compare whole files, here is what they rest on. */
#include <criterion/criterion.h>
#include <string.h>

#include "plan/graph.h"

Test(dump_plan, names_the_stages_and_images_that_are_needed)
{
	AUTO(source_release) struct source source = {0};
	AUTO(dockerfile_release) struct dockerfile file = {0};
	AUTO(plan_release) struct plan plan = {0};
	AUTO(buf_release) struct buf out = {0};
	struct plan_request request = {.platform = "linux/amd64"};
	struct err e;

	cr_assert_eq(source_make("Dockerfile",
			     STR("FROM busybox AS used\nFROM nowhere AS unused\nFROM used\n"),
			     &source, &e),
		0);
	cr_assert_eq(dockerfile_parse(&source, &file, &e), 0, "%s", e.text);
	cr_assert_eq(plan_make(&file, &request, &plan, &e), 0, "%s", e.text);
	plan_dump(&plan, &out);
	cr_expect(strstr(buf_cstr(&out), "used"));
	cr_expect(strstr(buf_cstr(&out), "docker-image:docker.io/library/busybox:latest"));
	cr_expect_not(strstr(buf_cstr(&out), "nowhere"), "a stage that is not needed is shown");
}
