/* files_digest - the digest of what a COPY or ADD selects: a record an entry, in their order.
 *
 * A record frames every field by its length, so no two lists of files look alike. In the place of a
 * file's content stands its digest; those of large files are made meanwhile on other processors and
 * follow behind the records, which say that they do. What a cache keeps is a digest of content and
 * attributes together: both change the ctime by which it is found, so a file that is in the cache
 * is not even opened.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "exec/attributes.h"
#include "exec/chmod.h"
#include "exec/digest_pool.h"
#include "exec/files.h"
#include "exec/select.h"
#include "sys/fd.h"

enum {
	SMALL_BYTES = 64 * 1024,   /* read at once */
	LARGE_BYTES = 1024 * 1024, /* hashed by the pool */
};

struct digesting {
	const struct files_request *r;
	const struct digest_cache *cache; /* may be NULL */
	bool mode_matters, owner_matters;
	struct hasher total;
	struct buf record, content, attributes;
	struct digest_pool pool;
};

static void digesting_release(struct digesting *d)
{
	hasher_release(&d->total);
	buf_release(&d->record);
	buf_release(&d->content);
	buf_release(&d->attributes);
	digest_pool_release(&d->pool);
}

static void record_number(struct buf *b, uint64_t n)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(n >> 8 * i);
	buf_add(b, bytes, sizeof bytes);
}

static void record_text(struct buf *b, struct str s)
{
	record_number(b, s.n);
	buf_str_add(b, s);
}

static struct str digest_bytes(const struct digest *d)
{
	return (struct str){(const char *)d->bytes, sizeof d->bytes};
}

static char kind_letter(const struct pick *p)
{
	switch (p->st->st_mode & S_IFMT) {
	case S_IFDIR: return p->top ? 'D' : p->on_the_way ? 'w' : 'd';
	case S_IFLNK: return 'l';
	case S_IFIFO: return 'p';
	case S_IFSOCK: return 's';
	default: return 'f';
	}
}

/* Of a source directory itself nothing lands. Under an octal --chmod the mode of the source is
 * seen nowhere but on the parents that --parents finds there. */
static void record_head(struct digesting *d, const struct pick *p)
{
	struct buf *b = &d->record;

	buf_clear(b);
	buf_char(b, kind_letter(p));
	buf_char(b, p->top ? 't' : '-');
	record_text(b, str_of(p->path));
	if (p->top && S_ISDIR(p->st->st_mode))
		return;
	if ((d->mode_matters || p->on_the_way) && !S_ISLNK(p->st->st_mode))
		record_number(b, p->st->st_mode & CHMOD_BITS);
	if (d->owner_matters) {
		record_number(b, p->st->st_uid);
		record_number(b, p->st->st_gid);
	}
}

static bool same_version(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static void learn(struct digesting *d, int fd, const struct stat *before, const struct digest *made)
{
	struct stat after;

	if (d->cache && d->cache->learn && fstat(fd, &after) == 0 && same_version(before, &after))
		d->cache->learn(d->cache->context, before, made);
}

/* A small file in one read; one byte more than it has shows that it has grown. */
static int digest_content(
	struct digesting *d, int fd, const struct stat *st, struct digest *out, struct err *e)
{
	if (st->st_size < SMALL_BYTES) {
		size_t room = (size_t)st->st_size + 1;

		buf_clear(&d->content);
		ssize_t n = pread(fd, buf_room(&d->content, room), room, 0);

		if (n >= 0 && (size_t)n < room) {
			*out = digest_of(d->content.p, (size_t)n);
			return 0;
		}
	}
	return digest_fd(fd, out, NULL, e);
}

/* Content and attributes as one. */
static struct digest with_attributes(struct digest content, const struct buf *attributes)
{
	struct hasher h = {0};

	if (attributes->n == 0)
		return content;
	hasher_begin(&h, DIGEST_SHA256);
	hasher_field(&h, "content", digest_bytes(&content));
	hasher_field(&h, "attributes", buf_str(attributes));
	content = hasher_end(&h);
	hasher_release(&h);
	return content;
}

static int read_file(struct digesting *d, const struct pick *p, struct err *e)
{
	AUTO(fd_close) int fd = -1;
	struct stat st;
	struct digest made;

	if (select_open(p, &fd, &st, e) < 0)
		return -1;
	buf_clear(&d->attributes);
	if (attributes_read(fd, &d->attributes, e) < 0)
		return err_during(e, "reading `%s`", p->path);
	if (st.st_size >= LARGE_BYTES) {
		struct digest_task *t = digest_pool_add(&d->pool, fd_take(&fd), &st);

		t->attributes = d->attributes;
		d->attributes = (struct buf){0};
		buf_char(&d->record, 'L');
		return 0;
	}
	if (digest_content(d, fd, &st, &made, e) < 0)
		return err_during(e, "reading `%s`", p->path);
	made = with_attributes(made, &d->attributes);
	learn(d, fd, &st, &made);
	buf_char(&d->record, 'S');
	record_text(&d->record, digest_bytes(&made));
	return 0;
}

static int record_file(struct digesting *d, const struct pick *p, struct err *e)
{
	struct digest known;

	if (!d->cache || !d->cache->find || !d->cache->find(d->cache->context, p->st, &known))
		return read_file(d, p, e);
	if (p->st->st_size >= LARGE_BYTES) {
		digest_pool_known(&d->pool, &known);
		buf_char(&d->record, 'L');
		return 0;
	}
	buf_char(&d->record, 'S');
	record_text(&d->record, digest_bytes(&known));
	return 0;
}

static int record_link(struct digesting *d, const struct pick *p, struct err *e)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(p->dirfd, p->name, target, sizeof target);

	if (n < 0)
		return err_sys(e, "cannot read the link `%s`", p->path);
	record_text(&d->record, (struct str){target, (size_t)n});
	return 0;
}

static int enter(void *context, const struct pick *p, struct err *e)
{
	struct digesting *d = context;
	int failed = 0;

	record_head(d, p);
	if (p->same_as)
		record_text(&d->record, str_of(p->same_as));
	else if (S_ISREG(p->st->st_mode))
		failed = record_file(d, p, e);
	else if (S_ISLNK(p->st->st_mode))
		failed = record_link(d, p, e);
	if (failed < 0)
		return -1;
	hasher_field(&d->total, p->same_as ? "link" : "entry", buf_str(&d->record));
	return 0;
}

/* A directory's attributes follow its contents, when there are any. */
static int leave(void *context, const struct pick *p, struct err *e)
{
	struct digesting *d = context;

	if (p->top)
		return 0;
	AUTO(fd_close)
	int fd = openat(p->dirfd, p->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return err_sys(e, "cannot open `%s`", p->path);
	buf_clear(&d->attributes);
	if (attributes_read(fd, &d->attributes, e) < 0)
		return err_during(e, "reading `%s`", p->path);
	if (d->attributes.n > 0)
		hasher_field(&d->total, "attributes", buf_str(&d->attributes));
	return 0;
}

static int add_large(struct digesting *d, struct err *e)
{
	if (digest_pool_finish(&d->pool, e) < 0)
		return err_during(e, "reading the files to be copied");
	for (size_t i = 0; i < d->pool.n; i++) {
		const struct digest_task *t = d->pool.tasks[i];
		struct digest made = with_attributes(t->digest, &t->attributes);

		if (t->opened && t->unchanged && d->cache && d->cache->learn)
			d->cache->learn(d->cache->context, &t->before, &made);
		hasher_field(&d->total, "large", digest_bytes(&made));
	}
	return 0;
}

static void add_inlines(struct digesting *d)
{
	for (size_t i = 0; i < d->r->inlines_n; i++) {
		hasher_field(&d->total, "inline", str_of(d->r->inlines[i].name));
		hasher_field(&d->total, "body", d->r->inlines[i].body);
	}
}

static void digesting_init(struct digesting *d, const struct chmod *chmod)
{
	d->mode_matters = !chmod->octal;
	d->owner_matters = d->r->keep_owner && !d->r->chown;
	digest_pool_init(&d->pool);
	hasher_begin(&d->total, DIGEST_SHA256);
	hasher_field(&d->total, "files", STR("1"));
}

int files_digest(const struct files_request *r, const struct digest_cache *cache,
	struct digest *out, struct err *e)
{
	struct chmod chmod = {0};

	if (r->chmod && chmod_parse(str_of(r->chmod), &chmod, e) < 0)
		return -1;
	AUTO(digesting_release) struct digesting d = {.r = r, .cache = cache};

	digesting_init(&d, &chmod);
	const struct select_visitor visitor = {enter, leave, &d};

	if (select_each(r, &visitor, e) < 0 || add_large(&d, e) < 0)
		return -1;
	add_inlines(&d);
	*out = hasher_end(&d.total);
	return 0;
}
