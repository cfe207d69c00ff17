/* files_digest - the digest of what a COPY or ADD selects: a record an entry, in their order.
 *
 * A record frames every field by its length, so no two lists of files look alike. In the place of a
 * file's content stands its digest, made on all processors; records are hashed in their order, so
 * one that follows a file in the making waits for it. What a cache keeps is a digest of content and
 * attributes together: both change the ctime by which it is found, so a file that is in the cache
 * is not even opened.
 */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "exec/attributes.h"
#include "exec/chmod.h"
#include "exec/crew.h"
#include "exec/files.h"
#include "exec/select.h"
#include "sys/fd.h"

enum {
	SMALL_BYTES = 64 * 1024, /* read at once */
	PATH_AT = 2 + 8,         /* in a record: after the kind and its own length */
};

struct digesting {
	const struct files_request *r;
	const struct digest_cache *cache; /* may be NULL */
	bool mode_matters, owner_matters;
	struct hasher total;
	struct buf record, attributes;
	struct crew crew;
};

/* A record, and the file that is missing in it. */
struct digest_task {
	struct buf record;
	size_t path_n; /* of the path in it */
	const char *field;
	int fd;             /* -1: the record is whole */
	struct stat before; /* of the file as it was opened */
	struct digest made; /* of its content and attributes */
	bool unchanged;     /* it was the same after it was read */
};

static void digesting_release(struct digesting *d)
{
	crew_release(&d->crew);
	hasher_release(&d->total);
	buf_release(&d->record);
	buf_release(&d->attributes);
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

/* A small file in one read; one byte more than it has shows that it has grown. */
static int digest_content(
	int fd, const struct stat *st, struct buf *scratch, struct digest *out, struct err *e)
{
	if (st->st_size < SMALL_BYTES) {
		size_t room = (size_t)st->st_size + 1;

		buf_clear(scratch);
		ssize_t n = pread(fd, buf_room(scratch, room), room, 0);

		if (n >= 0 && (size_t)n < room) {
			*out = digest_of(scratch->p, (size_t)n);
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

/* On any thread. */
static int read_file(void *argument, struct buf *scratch, struct err *e)
{
	struct digest_task *t = argument;
	AUTO(buf_release) struct buf attributes = {0};
	struct stat after;

	if (t->fd < 0)
		return 0;
	if (attributes_read(t->fd, &attributes, e) < 0 ||
		digest_content(t->fd, &t->before, scratch, &t->made, e) < 0)
		return err_during(e, "reading `%.*s`", (int)t->path_n, t->record.p + PATH_AT);
	t->made = with_attributes(t->made, &attributes);
	t->unchanged = fstat(t->fd, &after) == 0 && same_version(&t->before, &after);
	return 0;
}

/* In the order of the entries. */
static void hash_record(void *context, void *task, bool done)
{
	struct digesting *d = context;
	struct digest_task *t = task;

	if (done && t->fd >= 0)
		record_text(&t->record, digest_bytes(&t->made));
	if (done)
		hasher_field(&d->total, t->field, buf_str(&t->record));
	if (done && t->unchanged && d->cache && d->cache->learn)
		d->cache->learn(d->cache->context, &t->before, &t->made);
	fd_close(&t->fd);
	buf_release(&t->record);
}

/* The file that t's record ends with. */
static int record_file(
	struct digesting *d, const struct pick *p, struct digest_task *t, struct err *e)
{
	struct digest known;

	if (!d->cache || !d->cache->find || !d->cache->find(d->cache->context, p->st, &known))
		return select_open(p, &t->fd, &t->before, e);
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
	struct digest_task t = {
		.path_n = strlen(p->path),
		.field = p->same_as ? "link" : "entry",
		.fd = -1,
	};
	int failed = 0;

	record_head(d, p);
	if (d->cache && d->cache->seen && !S_ISDIR(p->st->st_mode))
		d->cache->seen(d->cache->context, p->st);
	if (p->same_as)
		record_text(&d->record, str_of(p->same_as));
	else if (S_ISREG(p->st->st_mode))
		failed = record_file(d, p, &t, e);
	else if (S_ISLNK(p->st->st_mode))
		failed = record_link(d, p, e);
	if (failed < 0)
		return -1;
	if (t.fd < 0 && crew_is_idle(&d->crew)) {
		hasher_field(&d->total, t.field, buf_str(&d->record));
		return 0;
	}
	t.record = d->record;
	d->record = (struct buf){0};
	return crew_add(&d->crew, &t, e);
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
	if (d->attributes.n == 0)
		return 0;
	if (crew_finish(&d->crew, e) < 0)
		return -1;
	hasher_field(&d->total, "attributes", buf_str(&d->attributes));
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
	crew_init(&d->crew,
		&(struct crew_work){read_file, hash_record, d, sizeof(struct digest_task)});
	hasher_begin(&d->total, DIGEST_SHA256);
	hasher_field(&d->total, "files", STR("2"));
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

	if (select_each(r, &visitor, e) < 0 || crew_finish(&d.crew, e) < 0)
		return -1;
	add_inlines(&d);
	*out = hasher_end(&d.total);
	return 0;
}
