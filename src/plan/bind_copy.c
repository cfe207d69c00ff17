/* bind_copy - COPY and ADD: sources, destination, flags, and the files that heredocs are. */
#include "base/mem.h"
#include "codec/digest.h"
#include "lang/diag.h"
#include "lang/expand.h"
#include "plan/binder.h"
#include "plan/chmod_text.h"
#include "plan/path.h"
#include "plan/source_form.h"
#include "remote/git_url.h"
#include "remote/url.h"

static bool is_add(const struct binder *b)
{
	return b->instr->kind == INSTR_ADD;
}

static int refuse_remote(
	const struct binder *b, const struct word *word, struct str source, struct err *e)
{
	enum source_form form = source_form(source);

	if (is_add(b) || form == SOURCE_PATH)
		return 0;
	if (form == SOURCE_URL)
		diag(e, COPY_URL);
	else
		diag(e, COPY_GIT);
	return bind_fail(b, word->span, e);
}

/* What cannot be fetched is told before the first step. */
static int check_repository(
	const struct binder *b, const struct copy *copy, struct str source, struct err *e)
{
	AUTO(git_url_release) struct git_url url = {0};

	if (git_url_parse(source, &url, e) < 0)
		return -1;
	if (instr_flag(b->instr, "keep-git-dir") && url.keep_git_dir >= 0 &&
		url.keep_git_dir != copy->keep_git_dir)
		return err_set(e, ERR_INVALID, "inconsistent keep-git-dir configuration");
	return 0;
}

static int add_source(struct binder *b, const struct word *word, struct copy *copy, struct err *e)
{
	struct str source = STR("");

	if (bind_word(b, word, &source, e) < 0 || refuse_remote(b, word, source, e) < 0)
		return -1;
	if (source.n == 0) {
		diag(e, EMPTY_EXPANSION, .a = word->raw,
			.b = STR("name what to copy; `.` is the whole context"));
		return bind_unsupported(b, word->span, e);
	}
	if (is_add(b) && source_form(source) == SOURCE_GIT &&
		check_repository(b, copy, source, e) < 0)
		return bind_fail(b, word->span, e);
	strs_add(&copy->sources, source);
	return 0;
}

static int expand_body(struct binder *b, const struct heredoc *doc, struct str *out, struct err *e)
{
	/* The escape inside is `\` whatever the file's is, as docker has it. */
	struct expand x = {.vars = &bind_state(b)->env,
		.escape = '\\',
		.raw_quotes = true,
		.undefined = &b->undefined};

	buf_clear(&b->scratch);
	if (!doc->expand)
		buf_str_add(&b->scratch, doc->body);
	else if (expand_word(&x, doc->body, &b->scratch, e) < 0)
		return bind_fail(b, doc->span, e);
	if (bind_charge(b, b->scratch.n, e) < 0)
		return -1;
	*out = (struct str){arena_str(&b->program->arena, buf_str(&b->scratch)), b->scratch.n};
	return 0;
}

static int add_inline(struct binder *b, const struct word *word, struct copy *copy, struct err *e)
{
	const struct heredoc *doc = word->heredoc;
	struct str name = STR(""), body = STR("");

	if (bind_file_name(b, doc->name, word->span, &name, e) < 0 ||
		expand_body(b, doc, &body, e) < 0)
		return -1;
	vec_push(&copy->inlines, (struct copy_inline){name.p, body});
	return 0;
}

/* written: the destination as the history has it. */
static int make_paths(struct binder *b, struct copy *copy, struct str *written, struct err *e)
{
	AUTO(buf_release) struct buf dest = {0};
	const struct instr *i = b->instr;
	size_t last = i->words.n - 1;
	struct str kept = STR("");

	for (size_t k = 0; k < last; k++) {
		const struct word *word = &i->words.p[k];
		int r = word->heredoc ? add_inline(b, word, copy, e) : add_source(b, word, copy, e);

		if (r < 0)
			return -1;
	}
	if (bind_word(b, &i->words.p[last], written, e) < 0)
		return -1;
	path_join(str_of(bind_state(b)->workdir), *written, true, &dest);
	if (bind_keep_path(b, buf_str(&dest), &kept, e) < 0)
		return bind_fail(b, i->words.p[last].span, e);
	copy->dest = kept.p;
	return 0;
}

/* A flag that is empty, or expands to nothing, is as one that is not there. */
static int flag_text(struct binder *b, const char *name, const char **out, struct err *e)
{
	const struct flag *f = instr_flag(b->instr, name);
	struct str text = STR("");

	if (!f || f->value.n == 0)
		return 0;
	if (bind_text(b, f->value, f->span, &text, e) < 0)
		return -1;
	*out = text.n > 0 ? text.p : NULL;
	return 0;
}

static int add_excludes(struct binder *b, struct copy *copy, struct err *e)
{
	for (size_t i = 0; i < b->instr->flags.n; i++) {
		const struct flag *f = &b->instr->flags.p[i];
		struct str pattern = STR("");

		if (!str_eq(f->name, STR("exclude")) || f->value.n == 0)
			continue;
		if (bind_keep(b, f->value, &pattern, e) < 0)
			return -1;
		strs_add(&copy->excludes, pattern);
	}
	return 0;
}

static int make_origin(struct binder *b, struct copy *copy, struct err *e)
{
	const struct flag *from = instr_flag(b->instr, "from");

	copy->from.kind = ORIGIN_CONTEXT;
	if (!from || from->value.n == 0)
		return 0;
	if (plan_origin(b->plan, b->stage, from->value, &copy->from, e) < 0)
		return bind_fail(b, from->span, e);
	return 0;
}

static int make_flags(struct binder *b, struct copy *copy, struct err *e)
{
	const struct instr *i = b->instr;

	copy->add = is_add(b);
	copy->parents = instr_switch(i, "parents", false);
	copy->link = instr_switch(i, "link", false);
	copy->keep_git_dir = instr_switch(i, "keep-git-dir", false);
	copy->unpack = instr_flag(i, "unpack") ? instr_switch(i, "unpack", false) : -1;
	if (flag_text(b, "chown", &copy->chown, e) < 0 ||
		flag_text(b, "chmod", &copy->chmod, e) < 0 ||
		flag_text(b, "checksum", &copy->checksum, e) < 0 || add_excludes(b, copy, e) < 0)
		return -1;
	if (copy->chmod && chmod_text_check(str_of(copy->chmod), e) < 0)
		return bind_fail(b, instr_flag(i, "chmod")->span, e);
	return 0;
}

static bool is_hexadecimal(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n > 0;
}

static int check_checksum(const struct copy *copy, struct err *e)
{
	struct str sum = str_of(copy->checksum);
	struct digest digest;

	if (copy->sources.n + copy->inlines.n != 1)
		return diag(e, CHECKSUM_MANY);
	enum source_form form = copy->sources.n ? source_form(copy->sources.p[0]) : SOURCE_PATH;

	if (form == SOURCE_PATH)
		return diag(e, CHECKSUM_LOCAL);
	if (form == SOURCE_GIT)
		return is_hexadecimal(sum) ? 0 : diag(e, CHECKSUM_FORM, .a = sum);
	return digest_parse(sum, &digest, e) < 0 ? diag(e, CHECKSUM_FORM, .a = sum) : 0;
}

static void make_line(
	const struct binder *b, const struct copy *copy, struct str written, struct buf *line)
{
	buf_cstr_add(line, instr_name(b->instr->kind));
	if (copy->parents)
		buf_cstr_add(line, " --parents");
	if (copy->chown)
		buf_fmt(line, " --chown=%s", copy->chown);
	if (copy->chmod)
		buf_fmt(line, " --chmod=%s", copy->chmod);
	for (size_t i = 0; i < copy->sources.n; i++) {
		AUTO(mem_release) char *shown = url_redacted(copy->sources.p[i]);

		buf_fmt(line, " %s", shown);
	}
	for (size_t i = 0; i < copy->inlines.n; i++)
		buf_fmt(line, " <<%s", copy->inlines.p[i].name);
	buf_char(line, ' ');
	buf_str_add(line, written);
	buf_cstr_add(line, " # buildkit");
}

int bind_copy(struct binder *b, struct err *e)
{
	AUTO(copy_release) struct copy copy = {0};
	AUTO(buf_release) struct buf line = {0};
	struct str written = STR("");
	struct step *step = NULL;

	if (make_flags(b, &copy, e) < 0 || make_origin(b, &copy, e) < 0 ||
		make_paths(b, &copy, &written, e) < 0)
		return -1;
	if (copy.checksum && check_checksum(&copy, e) < 0)
		return bind_fail(b, instr_flag(b->instr, "checksum")->span, e);
	make_line(b, &copy, written, &line);
	if (bind_step(b, STEP_COPY, buf_str(&line), &step, e) < 0)
		return -1;
	step->copy = copy;
	copy = (struct copy){0};
	return 0;
}
