/* ignore - .dockerignore and --exclude patterns, matched exactly as moby's patternmatcher does. */
#include "lang/ignore.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/vec.h"
#include "lang/diag.h"
#include "lang/glob.h"
#include "lang/rune.h"

/* patternmatcher compares plain patterns as text, and so `**foo` is any path that ends in foo. */
enum match_by { MATCH_WHOLE, MATCH_HEAD, MATCH_TAIL, MATCH_GLOB };

struct ignore_rule {
	enum match_by by;
	size_t least, most; /* length of what can match */
	char *head, *tail;  /* what every match begins and ends with; WHOLE and HEAD have no tail */
	size_t head_n, tail_n;
	struct glob glob;
	char *text; /* of one that excludes, for messages */
};

/* With a thousand rules, nearly all are done with after a length and two bytes, if those lie side
 * by side: a mask is 0xff where the byte matters, and 0 where any will do. */
struct ignore_filter {
	uint32_t least, spread; /* lengths least .. least + spread */
	unsigned char first, first_mask, last, last_mask;
	bool negated;
};

static char *text_of(struct str s, size_t *n)
{
	*n = s.n;
	return str_dup(s);
}

static void part_done(struct buf *out, struct str part, bool rooted, size_t *floor)
{
	if (part.n == 0 || str_eq(part, STR(".")))
		return;
	if (!str_eq(part, STR(".."))) {
		if (out->n > rooted)
			buf_char(out, '/');
		buf_str_add(out, part);
	} else if (out->n > *floor) {
		size_t slash = str_rfind(buf_str(out), '/');

		out->n = slash < out->n && slash >= *floor ? slash : *floor;
		out->n = out->n < rooted ? rooted : out->n;
	} else if (!rooted) {
		if (out->n > 0)
			buf_char(out, '/');
		buf_cstr_add(out, "..");
		*floor = out->n;
	}
}

/* filepath.Clean: no empty and `.` components, `..` taken back where it can be. */
static void clean(struct str path, struct buf *out)
{
	bool rooted = str_starts(path, STR("/"));
	size_t floor = rooted;
	struct str part = STR("");

	if (rooted)
		buf_char(out, '/');
	while (path.n > 0) {
		str_cut(path, '/', &part, &path);
		part_done(out, part, rooted, &floor);
	}
	if (out->n == 0)
		buf_char(out, '.');
}

static bool has_wildcard(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("*?[]\\", s.p[i]) && s.p[i] != '\0')
			return true;
	return false;
}

/* How patternmatcher would compare: what stands around one `**` at an end, or the whole. */
static enum match_by classify(struct str pattern, struct str *plain)
{
	struct str rest = str_from(pattern, 2);

	*plain = pattern;
	if (!has_wildcard(pattern))
		return MATCH_WHOLE;
	if (str_starts(pattern, STR("**")) && !has_wildcard(rest)) {
		*plain = rest;
		return MATCH_TAIL;
	}
	*plain = str_upto(pattern, pattern.n - (pattern.n >= 2 ? 2 : 0));
	if (str_ends(pattern, STR("**")) && !has_wildcard(*plain))
		return MATCH_HEAD;
	return MATCH_GLOB;
}

static void rule_plain(struct ignore_rule *r, struct str plain)
{
	r->least = plain.n;
	r->most = r->by == MATCH_WHOLE ? plain.n : SIZE_MAX;
	if (r->by == MATCH_TAIL)
		r->tail = text_of(plain, &r->tail_n);
	else
		r->head = text_of(plain, &r->head_n);
	if (r->by == MATCH_TAIL && str_starts(plain, STR("/")))
		r->least--; /* the foo of `**` + `/foo` may stand alone */
}

/* Every token but these takes at least a byte. */
static bool may_be_nothing(enum glob_kind kind)
{
	return kind == GLOB_STAR || kind == GLOB_DIRS || kind == GLOB_REST;
}

static void rule_glob(struct ignore_rule *r)
{
	AUTO(buf_release) struct buf head = {0};
	AUTO(buf_release) struct buf tail = {0};

	glob_head(&r->glob, &head);
	glob_tail(&r->glob, &tail);
	r->head = text_of(buf_str(&head), &r->head_n);
	r->tail = text_of(buf_str(&tail), &r->tail_n);
	r->most = SIZE_MAX;
	for (size_t i = 0; i < r->glob.tokens.n; i++)
		r->least += !may_be_nothing(r->glob.tokens.p[i].kind);
	if (r->least < r->head_n)
		r->least = r->head_n;
}

static int rule_make(struct str pattern, struct ignore_rule *r, struct err *e)
{
	struct str plain = STR("");
	struct glob checked = {0};

	if (!glob_make(pattern, false, &checked))
		return diag(e, IGNORE_PATTERN, .a = pattern);
	glob_release(&checked);
	r->by = classify(pattern, &plain);
	if (r->by != MATCH_GLOB) {
		rule_plain(r, plain);
		return 0;
	}
	if (!glob_make(pattern, true, &r->glob))
		return diag(e, IGNORE_PATTERN, .a = pattern);
	rule_glob(r);
	return 0;
}

static struct ignore_filter filter_make(const struct ignore_rule *r, bool negated)
{
	struct ignore_filter f = {
		.least = (uint32_t)r->least, .spread = UINT32_MAX, .negated = negated};

	if (r->by == MATCH_WHOLE)
		f.spread = 0;
	if (r->head_n > 0) {
		f.first = (unsigned char)r->head[0];
		f.first_mask = 0xff;
	}
	if (r->tail_n > 0) {
		f.last = (unsigned char)r->tail[r->tail_n - 1];
		f.last_mask = 0xff;
	}
	return f;
}

static void rule_push(struct ignore *ig, struct ignore_rule rule, bool negated)
{
	ig->has_negation |= negated;
	ig->rules = vec_room(ig->rules, ig->n, &ig->capacity, sizeof *ig->rules);
	ig->filters = vec_room(ig->filters, ig->n, &ig->filters_capacity, sizeof *ig->filters);
	ig->filters[ig->n] = filter_make(&rule, negated);
	ig->rules[ig->n++] = rule;
}

static int over_limit(const char *than, int limit, const char *what, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};

	buf_fmt(&text, "%s than %d %s", than, limit, what);
	return diag(e, IGNORE_LIMIT, .a = buf_str(&text));
}

int ignore_add(struct ignore *ig, struct str pattern, struct err *e)
{
	AUTO(buf_release) struct buf cleaned = {0};
	struct ignore_rule rule = {0};
	struct str text = rune_trim(pattern);
	bool negated = false;

	if (text.n == 0)
		return 0;
	if (text.n > IGNORE_PATTERN_MAX)
		return over_limit("a pattern is longer", IGNORE_PATTERN_MAX, "bytes", e);
	if (ig->n >= IGNORE_RULES_MAX)
		return over_limit("there are more", IGNORE_RULES_MAX, "patterns", e);
	clean(text, &cleaned);
	text = buf_str(&cleaned);
	negated = str_starts(text, STR("!"));
	if (negated)
		text = str_from(text, 1);
	if (text.n == 0)
		return diag(e, IGNORE_LONE, .a = STR(""));
	if (rule_make(text, &rule, e) < 0)
		return -1;
	rule.text = negated ? NULL : str_dup(text);
	rule_push(ig, rule, negated);
	return 0;
}

/* A line of the file: `!` may be followed by blanks, and a leading `/` is dropped. */
static int line_add(struct ignore *ig, struct str line, struct err *e)
{
	AUTO(buf_release) struct buf pattern = {0};
	AUTO(buf_release) struct buf cleaned = {0};
	struct str text = rune_trim(line);

	if (str_starts(line, STR("#")) || text.n == 0)
		return 0;
	if (text.n > IGNORE_PATTERN_MAX)
		return over_limit("a pattern is longer", IGNORE_PATTERN_MAX, "bytes", e);
	if (str_starts(text, STR("!"))) {
		buf_char(&pattern, '!');
		text = rune_trim(str_from(text, 1));
	}
	if (text.n > 0) {
		clean(text, &cleaned);
		text = buf_str(&cleaned);
		buf_str_add(&pattern, text.n > 1 && text.p[0] == '/' ? str_from(text, 1) : text);
	}
	return ignore_add(ig, buf_str(&pattern), e);
}

int ignore_parse(struct str bytes, const char *name, struct ignore *out, struct err *e)
{
	struct str line = STR("");

	*out = (struct ignore){0};
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_from(bytes, 3);
	for (uint32_t number = 1; bytes.n > 0; number++) {
		str_cut(bytes, '\n', &line, &bytes);
		line = str_trim_right(line, "\r");
		if (line_add(out, line, e) == 0)
			continue;
		ignore_release(out);
		uint32_t end = line.n > 0 && line.n < UINT32_MAX ? (uint32_t)line.n : 1;

		return err_at(e, name, (struct span){number, 1, number, end});
	}
	return 0;
}

static bool tail_is(const struct ignore_rule *r, struct str path)
{
	return r->tail_n <= path.n && memcmp(path.p + path.n - r->tail_n, r->tail, r->tail_n) == 0;
}

static bool head_is(const struct ignore_rule *r, struct str path)
{
	return memcmp(path.p, r->head, r->head_n) == 0;
}

static bool rule_matches(const struct ignore_rule *r, struct str path)
{
	if (path.n < r->least || path.n > r->most)
		return false;
	switch (r->by) {
	case MATCH_WHOLE:
	case MATCH_HEAD: return head_is(r, path);
	case MATCH_TAIL:
		return tail_is(r, path) || (path.n + 1 == r->tail_n && r->tail[0] == '/' &&
						   memcmp(path.p, r->tail + 1, path.n) == 0);
	case MATCH_GLOB: return head_is(r, path) && tail_is(r, path) && glob_run(&r->glob, path);
	}
	return false;
}

enum { WORD_BITS = 64 };

static bool bit_of(const struct ignore_state *s, size_t i)
{
	return s->matched[i / WORD_BITS] >> (i % WORD_BITS) & 1;
}

static bool has_bits(const struct ignore_state *s, size_t n)
{
	for (size_t i = 0; s && s->matched && i <= n / WORD_BITS; i++)
		if (s->matched[i])
			return true;
	return false;
}

/* The two bytes and the length that filters look at. */
struct look {
	uint32_t n;
	unsigned char first, last;
};

static struct look look_at(struct str path)
{
	struct look l = {.n = path.n < UINT32_MAX ? (uint32_t)path.n : UINT32_MAX};

	if (path.n > 0) {
		l.first = (unsigned char)path.p[0];
		l.last = (unsigned char)path.p[path.n - 1];
	}
	return l;
}

static bool may_match(const struct ignore_filter *f, struct look l)
{
	return ((l.first ^ f->first) & f->first_mask) + ((l.last ^ f->last) & f->last_mask) == 0 &&
	       l.n >= f->least && l.n - f->least <= f->spread;
}

/* The rule that has the last word, when it excludes; else NULL. */
static const struct ignore_rule *decide(const struct ignore *ig, struct str path,
	const struct ignore_state *parent, struct ignore_state *own)
{
	struct look look = look_at(path);
	bool inherits = has_bits(parent, ig->n);
	const struct ignore_rule *by = NULL;

	if (own)
		own->matched = mem_alloc((ig->n / WORD_BITS + 1) * sizeof *own->matched);
	for (size_t i = 0; i < ig->n; i++) {
		const struct ignore_filter *f = &ig->filters[i];
		bool matches = inherits && bit_of(parent, i);

		if (!matches && f->negated == (by != NULL) && may_match(f, look))
			matches = rule_matches(&ig->rules[i], path);
		if (!matches)
			continue;
		by = f->negated ? NULL : &ig->rules[i];
		if (own)
			own->matched[i / WORD_BITS] |= 1ULL << (i % WORD_BITS);
	}
	return by;
}

bool ignore_match(const struct ignore *ig, struct str path, const struct ignore_state *parent,
	struct ignore_state *own)
{
	return decide(ig, path, parent, own) != NULL;
}

static const struct ignore_rule *decide_path(const struct ignore *ig, struct str path)
{
	struct ignore_state parent = {0};
	const struct ignore_rule *by = NULL;

	for (size_t at = 0; at <= path.n;) {
		AUTO(ignore_state_release) struct ignore_state before = parent;
		size_t n = at + str_find(str_from(path, at), '/');

		by = decide(ig, str_upto(path, n), &before, &parent);
		at = n + 1;
	}
	ignore_state_release(&parent);
	return by;
}

bool ignore_match_path(const struct ignore *ig, struct str path)
{
	return decide_path(ig, path) != NULL;
}

const char *ignore_which(const struct ignore *ig, struct str path)
{
	const struct ignore_rule *by = decide_path(ig, path);

	return by ? by->text : NULL;
}

/* What every match of the rule begins with lies below dir; or, but for a plain name, dir may lie
 * below that. */
static bool reaches_below(const struct ignore_rule *r, struct str dir)
{
	struct str head = {r->head, r->head_n};

	if (r->by == MATCH_TAIL || dir.n == 0)
		return true;
	if (str_starts(head, dir) && str_starts(str_from(head, dir.n), STR("/")))
		return true;
	return r->by != MATCH_WHOLE && str_starts(dir, head);
}

static bool is_for_all(const struct ignore_rule *r)
{
	struct str text = str_of(r->text);

	return str_eq(text, STR("*")) || str_eq(text, STR("**")) || str_eq(text, STR("**/*"));
}

/* The path itself, or a directory above it; the root only by a rule for every name in it. */
static bool rule_covers(const struct ignore_rule *r, struct str path)
{
	if (path.n == 0)
		return is_for_all(r);
	for (size_t at = 0; at <= path.n;) {
		size_t n = at + str_find(str_from(path, at), '/');

		if (rule_matches(r, str_upto(path, n)))
			return true;
		at = n + 1;
	}
	return false;
}

bool ignore_returns_below(const struct ignore *ig, struct str dir)
{
	for (size_t i = ig->has_negation ? ig->n : 0; i-- > 0;) {
		if (!ig->filters[i].negated && rule_covers(&ig->rules[i], dir))
			return false; /* what a rule before this one brought back is gone again */
		if (ig->filters[i].negated && reaches_below(&ig->rules[i], dir))
			return true;
	}
	return false;
}

bool ignore_hides_all(const struct ignore *ig)
{
	for (size_t i = 0; i < ig->n; i++)
		if (!ig->filters[i].negated && is_for_all(&ig->rules[i]))
			return true;
	return false;
}

void ignore_state_release(struct ignore_state *s)
{
	free(s->matched);
	s->matched = NULL;
}

void ignore_release(struct ignore *ig)
{
	for (size_t i = 0; i < ig->n; i++) {
		free(ig->rules[i].text);
		free(ig->rules[i].head);
		free(ig->rules[i].tail);
		glob_release(&ig->rules[i].glob);
	}
	free(ig->rules);
	free(ig->filters);
	*ig = (struct ignore){0};
}
