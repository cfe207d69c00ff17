/* config_read - what is nothing, what counts twice, and what must not come in. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "codec/documents.h"

Test(config_read, nulls_and_unknown_fields_are_nothing)
{
	AUTO(config_release) struct config c = {0};

	document_parse(
		"{\"os\":\"linux\",\"author\":null,\"container\":\"x\",\"config\":{\"Env\":null,"
		"\"Cmd\":null,"
		"\"User\":\"\",\"Volumes\":null,\"Hostname\":\"h\",\"Healthcheck\":null},"
		"\"history\":"
		"null,"
		"\"created\":null," ROOTFS "}",
		&c);
	AUTO(mem_release) char *text = document_written(&c);

	cr_assert_str_eq(text, "{\"config\":{},\"os\":\"linux\"," ROOTFS "}");
	cr_assert_null(c.user);
	cr_assert(!c.cmd_set);
}

Test(config_read, repeated_variables_keep_the_first_slot_and_last_value)
{
	AUTO(config_release) struct config c = {0};

	document_parse("{\"config\":{\"Env\":[\"A=1\",\"B=2\",\"A=3\",\"C\"]}," ROOTFS "}", &c);
	cr_assert_eq(c.env.n, 3);
	cr_assert(str_eq(c.env.p[0].key, STR("A")) && str_eq(c.env.p[0].value, STR("3")));
	cr_assert(str_eq(c.env.p[2].key, STR("C")) && c.env.p[2].value.n == 0);
}

Test(config_read, refuses_wrong_documents)
{
	static const char *const bad[] = {
		"",
		"[]",
		"{}",
		"{\"rootfs\":{\"diff_ids\":[]}}",
		"{\"rootfs\":{\"type\":\"other\",\"diff_ids\":[]}}",
		"{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:../x\"]}}",
		"{\"config\":{\"User\":0}," ROOTFS "}",
		"{\"config\":{\"User\":\"a\",\"User\":\"root\"}," ROOTFS "}",
		"{\"config\":{\"Env\":\"A=1\"}," ROOTFS "}",
		"{\"config\":{\"Entrypoint\":[\"a\\u0000b\"]}," ROOTFS "}",
		"{\"config\":{\"Labels\":{\"a\":1}}," ROOTFS "}",
		"{\"config\":{\"ExposedPorts\":[\"80\"]}," ROOTFS "}",
		"{\"config\":{\"Healthcheck\":{\"Interval\":-1}}," ROOTFS "}",
		"{\"history\":[1]," ROOTFS "}",
		"{\"history\":[{\"created\":\"now\"}]," ROOTFS "}",
		"{\"history\":[{\"empty_layer\":\"yes\"}]," ROOTFS "}",
		"{\"created\":\"2026-01-02\"," ROOTFS "}",
		"{\"created\":\"2026-01-02T03:04:05.Z\"," ROOTFS "}",
		"{\"created\":\"2026-01-02T03:04:05\"," ROOTFS "}",
		"{\"created\":\"2026-01-02T03:04:05+0100\"," ROOTFS "}",
	};
	struct config c = {0};
	struct err e;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cr_assert_eq(config_parse(str_of(bad[i]), &c, &e), -1, "%s", bad[i]);
		cr_assert_eq(e.kind, ERR_INVALID, "%s", bad[i]);
		cr_assert(strstr(e.during, "reading"), "%s", bad[i]);
	}
	cr_assert_null(c.os);
}

Test(config_read, accepts_every_rfc3339_zone)
{
	AUTO(config_release) struct config c = {0};

	document_parse("{\"created\":\"2026-01-02T03:04:05.1+01:00\"," ROOTFS "}", &c);
	cr_assert_str_eq(c.created, "2026-01-02T03:04:05.1+01:00");
}
