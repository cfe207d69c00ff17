#include "store/durable.h"

#include <sys/stat.h>
#include <time.h>

#include "fixture.h"
#include "store/snap.h"

Test(durable, marked_durable_outlives_its_boot)
{
	struct fixture f;
	struct digest before = digest_of("before", 6), after = digest_of("after", 5);
	struct err e;

	fixture_begin(&f);
	fixture_layer(&f, &before, "x");
	ok(durable_mark(&f.store, &e));
	fixture_layer(&f, &after, "x");
	fixture_reboot(&f);
	cr_expect(snap_has(&f.store, &before));
	cr_expect_not(snap_has(&f.store, &after));
	fixture_reboot(&f);
	cr_expect(snap_has(&f.store, &before));
	fixture_end(&f);
}

Test(durable, is_marked_when_the_kernel_has_written_back)
{
	struct fixture f;
	struct digest diff_id = digest_of("layer", 5);
	struct timespec old[2] = {{time(NULL) - 700, 0}, {time(NULL) - 700, 0}};

	fixture_begin(&f);
	fixture_layer(&f, &diff_id, "x");
	fixture_reopen(&f, STORE_SHARED);
	cr_expect_eq(fixture_count(&f, "durable"), 0);
	cr_assert(utimensat(f.root.fd, "layers", old, 0) == 0);
	cr_assert(utimensat(f.root.fd, "blobs/sha256", old, 0) == 0);
	cr_assert(utimensat(f.root.fd, "blobs/sha512", old, 0) == 0);
	fixture_reopen(&f, STORE_SHARED);
	cr_expect_eq(fixture_count(&f, "durable"), 1);
	cr_expect(durable_covers(&f.store, f.store.boot_id, UINT64_MAX));
	fixture_reboot(&f);
	cr_expect(snap_has(&f.store, &diff_id));
	fixture_end(&f);
}
