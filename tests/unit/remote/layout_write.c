/* layout_write - failures leave no name and no rubbish; others read what we wrote. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "remote/layout.h"
#include "remote/sample.h"

static size_t files_in(const struct sample_dir *d, const char *folder)
{
	DIR *dir = fdopendir(openat(d->tree.fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	size_t n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

Test(layout_write, a_short_blob_leaves_no_name)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(sample_release) struct sample s;
	struct err e;

	sample_dir_init(&d);
	sample_init(&s, "a");
	sample_name(&s, "app:1");
	cr_assert_eq(ftruncate(s.blobs[1].fd, 100), 0);
	cr_assert_eq(layout_write(&d.tree, &s.bundle, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID, "%s", e.text);
	cr_assert(!tree_has(&d.tree, "index.json"));
	cr_assert_eq(files_in(&d, "blobs"), 1, "only the directory of digests");
	cr_assert_eq(files_in(&d, "blobs/sha256"), 1, "only the config, which was whole");
}

Test(layout_write, a_wrong_name_or_foreign_directory_is_refused)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(sample_release) struct sample s;
	struct err e;

	sample_dir_init(&d);
	sample_init(&s, "a");
	sample_name(&s, "No Name");
	cr_assert_eq(layout_write(&d.tree, &s.bundle, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
	s.bundle.names = NULL;
	cr_assert_eq(tree_write(&d.tree, "index.json", 0644, "{}", 2, &e), 0);
	cr_assert_eq(layout_write(&d.tree, &s.bundle, &e), -1);
	cr_assert_eq(e.kind, ERR_INVALID);
}

Test(layout_write, the_umask_changes_nothing)
{
	AUTO(sample_dir_release) struct sample_dir d;
	AUTO(sample_release) struct sample s;
	struct stat st;
	struct err e;

	sample_dir_init(&d);
	sample_init(&s, "a");
	mode_t before = umask(0077);

	cr_assert_eq(layout_write(&d.tree, &s.bundle, &e), 0);
	umask(before);
	cr_assert_eq(tree_stat(&d.tree, "blobs/sha256", &st, &e), 0);
	cr_assert_eq(st.st_mode & 07777, 0755);
	cr_assert_eq(tree_stat(&d.tree, "index.json", &st, &e), 0);
	cr_assert_eq(st.st_mode & 07777, 0644);
}

static int shell(const char *fmt, const char *path)
{
	char command[300];

	snprintf(command, sizeof command, fmt, path);
	return system(command);
}

static void write_two(struct sample_dir *d)
{
	static const char *const names[] = {"app:1", "app:2"};
	struct err e;

	sample_dir_init(d);
	for (int i = 0; i < 2; i++) {
		AUTO(sample_release) struct sample s;

		sample_init(&s, names[i]);
		sample_name(&s, names[i]);
		cr_assert_eq(layout_write(&d->tree, &s.bundle, &e), 0, "%s", e.text);
	}
}

Test(layout_write, skopeo_reads_it)
{
	AUTO(sample_dir_release) struct sample_dir d;

	write_two(&d);
	if (system("command -v skopeo >/dev/null") != 0)
		cr_skip_test("skipped: no skopeo here");
	cr_assert_eq(shell("skopeo inspect oci:%s:1 >/dev/null", d.path), 0);
	cr_assert_eq(shell("skopeo --insecure-policy copy -q oci:%1$s:2 dir:%1$s/copy", d.path), 0);
}

Test(layout_write, umoci_reads_it)
{
	AUTO(sample_dir_release) struct sample_dir d;

	write_two(&d);
	if (system("command -v umoci >/dev/null") != 0)
		cr_skip_test("skipped: no umoci here");
	cr_assert_eq(shell("umoci stat --image %s:2 >/dev/null", d.path), 0);
	cr_assert_eq(shell("umoci unpack --rootless --image %1$s:1 %1$s/out 2>/dev/null && "
			   "[ \"$(cat %1$s/out/rootfs/mark)\" = app:1 ]",
			     d.path),
		0);
}
