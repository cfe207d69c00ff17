/* config - what comes in goes out, and copies are their own. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "codec/documents.h"

static const char full[] =
	"{\"architecture\":\"arm64\",\"author\":\"me\",\"config\":{\"User\":\"app\","
	"\"ExposedPorts\":{"
	"\"443/tcp\":{},\"80/tcp\":{}},\"Env\":[\"PATH=/bin\",\"A=b=c\"],\"Entrypoint\":[\"/e\"],"
	"\"Cmd\":[],\"Volumes\":{\"/v\":{}},\"WorkingDir\":\"/"
	"w\",\"Labels\":{\"a\":\"1\",\"b\":\"\"},"
	"\"StopSignal\":\"9\",\"ArgsEscaped\":true,\"Healthcheck\":{\"Test\":[\"CMD\",\"x\"],"
	"\"Interval\":1000000000,\"Retries\":3},\"OnBuild\":[\"RUN x\"],\"Shell\":[\"/bin/bash\","
	"\"-c\"]},\"created\":\"2026-01-02T03:04:05.123456789Z\",\"history\":[{\"created\":"
	"\"2026-01-02T03:04:05Z\",\"created_by\":\"RUN x\",\"comment\":\"c\"},{\"author\":\"me\","
	"\"empty_layer\":true}],\"os\":\"linux\",\"os.features\":[\"f\"],\"os.version\":"
	"\"1\"," ROOTFS ",\"variant\":\"v8\"}";

Test(config, every_field_survives)
{
	AUTO(config_release) struct config c = {0};

	document_parse(full, &c);
	AUTO(mem_release) char *text = document_written(&c);

	cr_assert_str_eq(text, full);
	cr_assert(c.cmd_set && c.cmd.n == 0);
	cr_assert_eq(c.healthcheck.interval_ns, 1000000000);
	cr_assert_eq(c.history_n, 2);
	cr_assert(c.history[1].empty_layer);
	cr_assert_str_eq(digest_text(&c.diff_ids[0]).text, DIFF_ID);
}

Test(config, a_copy_is_equal_and_independent)
{
	AUTO(config_release) struct config a = {0}, b = {0};

	document_parse(full, &a);
	config_copy(&b, &a);
	config_copy(&b, &b);
	config_release(&a);
	AUTO(mem_release) char *text = document_written(&b);

	cr_assert_str_eq(text, full);
}

/* "L" for an entry of a layer, "E" for an empty one. */
static void paired(const char *before, size_t layers, const char *after)
{
	AUTO(config_release) struct config c = {0};
	char got[16] = "";

	for (const char *p = before; *p; p++)
		config_add_history(&c, &(struct history){.empty_layer = *p == 'E'});
	config_match_history(&c, layers);
	cr_assert_lt(c.history_n, sizeof got);
	for (size_t i = 0; i < c.history_n; i++)
		got[i] = c.history[i].empty_layer ? 'E' : 'L';
	cr_expect_str_eq(got, after, "%s with %zu layers", before, layers);
}

Test(config, history_and_layers_are_paired)
{
	AUTO(config_release) struct config c = {0};

	paired("", 0, "");
	paired("ELEL", 2, "ELEL");
	paired("", 2, "LL");
	paired("LE", 3, "LELL");
	paired("LLEL", 1, "LEEE");
	config_match_history(&c, 1);
	cr_assert_eq(c.history_n, 1);
	cr_expect_str_eq(c.history[0].comment, "buildkit.exporter.image.v0");
}
