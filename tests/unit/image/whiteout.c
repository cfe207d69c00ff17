#include "image/whiteout.h"

#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "image/bench.h"

Test(image_whiteout, kinds_of_names)
{
	const struct {
		struct str name;
		enum whiteout_kind kind;
		struct str hidden;
	} rows[] = {
		{STR("a"), WHITEOUT_NONE, STR("")},
		{STR(".wh"), WHITEOUT_NONE, STR("")},
		{STR("a.wh.b"), WHITEOUT_NONE, STR("")},
		{STR(".wh.a"), WHITEOUT_NAME, STR("a")},
		{STR(".wh..a"), WHITEOUT_NAME, STR(".a")},
		{STR(".wh...a"), WHITEOUT_NAME, STR("..a")},
		{STR(".wh."), WHITEOUT_BROKEN, STR("")},
		{STR(".wh.."), WHITEOUT_BROKEN, STR(".")},
		{STR(".wh..."), WHITEOUT_BROKEN, STR("..")},
		{STR(".wh..wh..opq"), WHITEOUT_OPAQUE, STR("")},
		{STR(".wh..wh.x"), WHITEOUT_LEFTOVER, STR("")},
		{STR(".wh..wh."), WHITEOUT_LEFTOVER, STR("")},
		{STR(".wh..wh..opqx"), WHITEOUT_LEFTOVER, STR("")},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str hidden;

		cr_expect_eq(
			whiteout_kind(rows[i].name, &hidden), rows[i].kind, "`%s`", rows[i].name.p);
		cr_expect(str_eq(hidden, rows[i].hidden), "`%s`", rows[i].name.p);
		cr_expect_eq(whiteout_is_reserved(rows[i].name.p), rows[i].kind != WHITEOUT_NONE);
	}
}

INSIDE(image_whiteout, node_and_mark)
{
	struct stat st;
	struct err e;

	CHECK_OK(whiteout_make(place->dir.fd, "gone", &e));
	CHECK(fstatat(place->dir.fd, "gone", &st, AT_SYMLINK_NOFOLLOW) == 0);
	CHECK(whiteout_is(&st));
	CHECK(whiteout_make(place->dir.fd, "gone", &e) == -1 && e.kind == ERR_SYS);
	st.st_rdev = makedev(1, 3);
	CHECK(!whiteout_is(&st));

	CHECK(!whiteout_is_opaque(place->dir.fd));
	CHECK_OK(whiteout_set_opaque(place->dir.fd, &e));
	CHECK(whiteout_is_opaque(place->dir.fd));
	CHECK(fsetxattr(place->dir.fd, "user.overlay.opaque", "x", 1, 0) == 0);
	CHECK(!whiteout_is_opaque(place->dir.fd));
	return 0;
}
