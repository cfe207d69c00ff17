/* git_listing - which of the refs that a server lists is meant. */
#include "remote/git_listing.h"

#include <stdio.h>
#include <string.h>

/* The object that stands for a name in the listing, or the empty str. */
static struct str find(struct str listing, struct str name)
{
	while (listing.n > 0) {
		struct str line, object, listed;

		str_cut(listing, '\n', &line, &listing);
		if (str_cut(line, '\t', &object, &listed) && str_eq(listed, name))
			return object;
	}
	return STR("");
}

static int take(struct str listing, const char *full, struct git_commit *out, struct err *e)
{
	char peeled[sizeof out->ref + 3];
	struct str object = find(listing, str_of(full));
	struct str commit;

	if (object.n == 0)
		return 0;
	snprintf(peeled, sizeof peeled, "%s^{}", full);
	commit = find(listing, str_of(peeled));
	if (commit.n == 0 && !str_starts(str_of(full), STR("refs/tags/")))
		commit = object;
	if (!git_is_object_name(object) || (commit.n > 0 && !git_is_object_name(commit)))
		return err_set(e, ERR_INVALID,
			"the git server names an object by `%.*s`, which is no object's name",
			STR_FMT(object));
	snprintf(out->object, sizeof out->object, "%.*s", STR_FMT(object));
	/* A tag that is not listed twice is a light one: the commit itself. */
	snprintf(out->commit, sizeof out->commit, "%.*s", STR_FMT(commit.n ? commit : object));
	snprintf(out->ref, sizeof out->ref, "%s", full);
	return 1;
}

static int choose(struct str listing, const char *ref, struct git_commit *out, struct err *e)
{
	static const char *const places[] = {"refs/", "refs/heads/", "refs/tags/"};
	char full[sizeof out->ref];
	int found = 0;

	for (size_t i = 0; i < sizeof places / sizeof *places && found == 0; i++) {
		bool is_full = str_starts(str_of(ref), str_of(places[i]));

		snprintf(full, sizeof full, "%s%s", is_full ? "" : places[i], ref);
		found = take(listing, full, out, e);
	}
	return found;
}

/* "ref: refs/heads/main\tHEAD" comes first where the server says what HEAD stands for. */
static int choose_default(struct str listing, struct git_commit *out, struct err *e)
{
	struct str symref = find(listing, STR("HEAD"));
	struct str object;

	if (!str_starts(symref, STR("ref: refs/heads/")))
		return take(listing, "HEAD", out, e);
	symref = str_from(symref, sizeof "ref: " - 1);
	str_cut(listing, '\n', &object, &listing);
	object = find(listing, STR("HEAD"));
	if (symref.n > GIT_REF_BYTES_MAX || git_ref_fault(symref) || !git_is_object_name(object))
		return err_set(
			e, ERR_INVALID, "the git server's default branch has no proper name");
	snprintf(out->object, sizeof out->object, "%.*s", STR_FMT(object));
	memcpy(out->commit, out->object, sizeof out->commit);
	snprintf(out->ref, sizeof out->ref, "%.*s", STR_FMT(symref));
	return 1;
}

int git_listing_choose(struct str listing, const char *ref, struct git_commit *out, struct err *e)
{
	int found;

	*out = (struct git_commit){0};
	found = ref ? choose(listing, ref, out, e) : choose_default(listing, out, e);
	if (found != 0)
		return found < 0 ? -1 : 0;
	if (!ref)
		return err_set(e, ERR_NOT_FOUND, "the git repository is empty");
	err_set(e, ERR_NOT_FOUND, "repository does not contain ref %s", ref);
	if (git_is_hex(str_of(ref)))
		err_hint(e, "a commit is named by all its 40 digits");
	return -1;
}

int git_commit_verify(const struct git_commit *found, const char *checksum, struct err *e)
{
	struct str wanted = str_of(checksum);

	if (wanted.n == 0 || str_starts(str_of(found->object), wanted) ||
		str_starts(str_of(found->commit), wanted))
		return 0;
	if (strcmp(found->object, found->commit) == 0 || !*found->commit)
		return err_set(e, ERR_INVALID, "expected checksum to match %s, got %s", checksum,
			found->object);
	return err_set(e, ERR_INVALID, "expected checksum to match %s, got %s or %s", checksum,
		found->object, found->commit);
}
