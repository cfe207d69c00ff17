#include "cli/output.h"

#include "capture.h"

static struct place place;
static struct outputs outputs;
static struct err e;

/* `text` with every % replaced by the test's directory. */
static int parse(const char *text)
{
	AUTO(buf_release) struct buf full = {0};
	AUTO(strs_release) struct strs texts = {0};

	for (; *text; text++)
		if (*text == '%')
			buf_cstr_add(&full, place.path);
		else
			buf_char(&full, *text);
	strs_add(&texts, buf_str(&full));
	outputs_release(&outputs);
	return outputs_parse(&texts, &outputs, &e);
}

static void begin(void)
{
	place_open(&place);
}

static void end(void)
{
	outputs_release(&outputs);
	place_close(&place);
}

TestSuite(cli_output, .init = begin, .fini = end);

Test(cli_output, every_type)
{
	static const struct {
		const char *text;
		enum output_kind kind;
		bool directory;
		enum zip_kind compression;
	} rows[] = {
		{"type=oci,dest=%/x", OUTPUT_OCI, false, ZIP_GZIP},
		{"type=oci,dest=%/x,tar=false", OUTPUT_OCI, true, ZIP_GZIP},
		{"type=oci,dest=%/x,tar=True,compression=zstd", OUTPUT_OCI, false, ZIP_ZSTD},
		{"dest=%/x, type=docker ,compression=none", OUTPUT_DOCKER, false, ZIP_NONE},
		{"type=docker,TYPE=tar,dest=%/x", OUTPUT_TAR, false, ZIP_GZIP},
		{"type=local,dest=%/x", OUTPUT_LOCAL, false, ZIP_GZIP},
		{"%/x", OUTPUT_LOCAL, false, ZIP_GZIP},
		{"%/made/on/the/way/x/", OUTPUT_LOCAL, false, ZIP_GZIP},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(parse(rows[i].text), 0, "%s: %s", rows[i].text, e.text);
		cr_assert_eq(outputs.n, 1);
		cr_assert_eq(outputs.p[0].kind, rows[i].kind, "%s", rows[i].text);
		cr_assert_eq(outputs.p[0].directory, rows[i].directory, "%s", rows[i].text);
		cr_assert_eq(outputs.p[0].compression, rows[i].compression, "%s", rows[i].text);
		cr_assert_str_eq(outputs.p[0].name, "x");
		cr_assert_geq(outputs.p[0].parent.fd, 0);
	}
}

Test(cli_output, names_and_annotations)
{
	cr_assert_eq(
		parse("type=oci,dest=%/x,name=app:1,annotation.org.example=a b"), 0, "%s", e.text);
	cr_assert(str_eq(outputs.p[0].names->p[0], STR("docker.io/library/app:1")));
	cr_assert(str_eq(*map_get(outputs.p[0].annotations, STR("org.example")), STR("a b")));
}

Test(cli_output, annotations_of_other_documents_are_left_out)
{
	cr_assert_eq(parse("type=oci,dest=%/x,annotation-manifest.x=1"), 0, "%s", e.text);
	cr_assert(str_eq(*map_get(outputs.p[0].annotations, STR("x")), STR("1")));
	cr_assert_not(outputs.annotations_left);
	cr_assert_eq(parse("type=oci,dest=%/x,annotation-index.y=2"), 0, "%s", e.text);
	cr_assert_null(map_get(outputs.p[0].annotations, STR("y")));
	cr_assert(outputs.annotations_left);
}

Test(cli_output, a_pipe_takes_an_archive)
{
	AUTO(buf_release) struct buf nothing = {0};
	struct capture c = capture_begin(stdout);
	int archive = parse("type=oci,dest=-");
	int fd = outputs.p[0].fd;
	int bare = parse("type=oci");
	int bare_fd = outputs.p[0].fd;
	int tar = parse("-");
	enum output_kind kind = outputs.p[0].kind;

	capture_end(&c, &nothing);
	cr_assert_eq(archive, 0, "%s", e.text);
	cr_assert_eq(fd, STDOUT_FILENO);
	cr_assert_eq(bare, 0, "%s", e.text);
	cr_assert_eq(bare_fd, STDOUT_FILENO);
	cr_assert_eq(tar, 0, "%s", e.text);
	cr_assert_eq(kind, OUTPUT_TAR);
}

Test(cli_output, what_is_so_anyway_is_taken)
{
	cr_assert_eq(parse("type=cacheonly"), 0, "%s", e.text);
	cr_assert_eq(outputs.n, 0);
	cr_assert_eq(parse("type=oci,dest=%/x,push=false,oci-mediatypes=true,"
			   "rewrite-timestamp=true"),
		0, "%s", e.text);
	cr_assert_eq(parse("type=local,dest=%/y,platform-split=false"), 0, "%s", e.text);
}

Test(cli_output, what_is_wrong_is_named)
{
	static const struct {
		const char *text, *part;
		enum err_kind kind;
	} rows[] = {
		{"type=local", "needs dest=", ERR_USAGE},
		{"type=oci,tar=false,dest=", "needs dest=", ERR_USAGE},
		{"type=docker", "reaches no docker daemon", ERR_USAGE},
		{"type=oci,dest=%/x,annotation.io.lichen.nonroot=true", "lichen's own", ERR_USAGE},
		{"type=oci,dest=%/x,push=true", "unknown key `push`", ERR_USAGE},
		{"type=elf,dest=%/x", "unknown output type `elf`", ERR_USAGE},
		{"dest=%/x", "unknown output type ``", ERR_USAGE},
		{"type=registry,name=app", "registry", ERR_UNSUPPORTED},
		{"type=oci,dest=%/x,compression=lz4", "unknown compression `lz4`", ERR_USAGE},
		{"type=oci,dest=%/x,tar=maybe", "tar= takes true or false", ERR_USAGE},
		{"type=docker,dest=%/x,tar=false", "tar=false goes with type=oci", ERR_USAGE},
		{"type=local,dest=-", "cannot go to standard output", ERR_USAGE},
		{"type=oci,colour=red", "unknown key `colour`", ERR_USAGE},
		{"type=oci,annotation.=x", "has no name", ERR_USAGE},
		{"type=oci,annotation-layer.a=x", "unknown key `annotation-layer.a`", ERR_USAGE},
		{"type=oci,tar", "-o wants KEY=VALUE, not `tar`", ERR_USAGE},
		{"type=oci,dest=%/x,name=Not A Name", "", ERR_NONE},
		{"type=oci,dest=%/not/there/x", "not", ERR_NONE},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_assert_eq(parse(rows[i].text), -1, "%s", rows[i].text);
		cr_assert(rows[i].kind == ERR_NONE || e.kind == rows[i].kind, "%s", e.text);
		cr_assert(strstr(e.text, rows[i].part), "%s", e.text);
		cr_assert(strncmp(e.during, "reading ", 8) == 0, "%s", e.during);
	}
}
