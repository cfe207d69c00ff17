/* durable - what has surely reached the disk: one mark for each boot. */
#include "store/durable.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/record.h"
#include "sys/boot.h"
#include "sys/writeback.h"

enum {
	/* vm.dirty_expire_centisecs (30 s) and the flusher's round (5 s): after that, syncfs finds
	 * nothing of ours to write. */
	WRITTEN_BACK_S = 35,
	/* What others write is waited for too. On a machine that is never quiet that must do. */
	CHEAP_BYTES = 4 << 20,
	PATIENCE_S = 600,
	MARK_PATH_BYTES = 64,
};

static void mark_path(const char *boot, char out[MARK_PATH_BYTES])
{
	snprintf(out, MARK_PATH_BYTES, "durable/%s", boot);
}

bool durable_covers(const struct store *s, const char *boot, uint64_t time_ns)
{
	AUTO(record_reader_release) struct record_reader r = {0};
	char path[MARK_PATH_BYTES];
	struct err ignored;

	if (strcmp(boot, s->boot_id) == 0)
		return true;
	mark_path(boot, path);
	if (record_open(s, path, "mark", &r, &ignored) <= 0)
		return false;
	uint64_t mark_ns = record_number(&r, "time-ns");

	return record_ended(&r) && time_ns <= mark_ns;
}

int durable_mark(const struct store *s, struct err *e)
{
	AUTO(buf_release) struct buf text = {0};
	char path[MARK_PATH_BYTES];

	record_begin(&text, "mark");
	record_add_number(&text, "time-ns", boot_clock_ns()); /* before the sync, not after */
	if (syncfs(s->lock_fd) < 0) {
		err_sys(e, "cannot force the store to disk");
		return store_failed(e);
	}
	mark_path(s->boot_id, path);
	return record_save_durable(s, path, &text, e);
}

/* When the last object was placed: directories change when a name is added. */
static int64_t last_write_s(const struct store *s)
{
	static const char *const kinds[] = {"layers", "blobs/sha256", "blobs/sha512"};
	int64_t last_s = 0;
	struct stat st;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (fstatat(s->root.fd, kinds[i], &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			st.st_mtim.tv_sec > last_s)
			last_s = st.st_mtim.tv_sec;
	return last_s;
}

static bool is_cheap(int64_t quiet_s)
{
	if (quiet_s < WRITTEN_BACK_S)
		return false;
	return quiet_s >= PATIENCE_S || writeback_waiting_bytes() <= CHEAP_BYTES;
}

/* Wall clocks only choose the moment here; what a mark covers is said by the boot's own clock. */
void durable_when_cheap(const struct store *s)
{
	char path[MARK_PATH_BYTES];
	struct err ignored;
	struct stat mark;
	int64_t now_s = time(NULL), last_s = last_write_s(s);
	int64_t booted_s = now_s - (int64_t)(boot_clock_ns() / 1000000000u);

	mark_path(s->boot_id, path);
	bool marked = fstatat(s->root.fd, path, &mark, AT_SYMLINK_NOFOLLOW) == 0 &&
		      mark.st_mtim.tv_sec > last_s;

	if (marked || last_s < booted_s || !is_cheap(now_s - last_s))
		return;
	if (durable_mark(s, &ignored) < 0)
		err_clear(&ignored);
}
