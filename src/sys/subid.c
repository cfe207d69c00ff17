/* subid - the subordinate ids that /etc/subuid and /etc/subgid grant, and the map made of them. */
#include "sys/subid.h"

static const uint64_t ids_end = 0xffffffff; /* the last id, (uid_t)-1, means "none" */

uint64_t id_map_count(const struct id_map *map)
{
	return map->n ? map->p[map->n - 1].inside + map->p[map->n - 1].count : 0;
}

static bool overlaps(const struct id_map *map, uint64_t first, uint64_t count)
{
	for (size_t i = 0; i < map->n; i++)
		if (first < map->p[i].outside + map->p[i].count &&
			map->p[i].outside < first + count)
			return true;
	return false;
}

bool id_map_add(struct id_map *map, uint64_t outside, uint64_t count)
{
	uint64_t inside = id_map_count(map);

	if (map->n == ID_RANGES_MAX || count == 0 || outside >= ids_end ||
		count > ids_end - outside || count > ids_end - inside)
		return false;
	if (overlaps(map, outside, count))
		return false;
	map->p[map->n++] = (struct id_range){inside, outside, count};
	return true;
}

void id_map_text(const struct id_map *map, struct buf *out)
{
	for (size_t i = 0; i < map->n; i++)
		buf_fmt(out, "%llu %llu %llu\n", (unsigned long long)map->p[i].inside,
			(unsigned long long)map->p[i].outside, (unsigned long long)map->p[i].count);
}

/* The next of a line's blank-separated numbers. */
static bool number(struct str *line, uint64_t *out)
{
	struct str rest = str_trim_left(*line, " \t");
	unsigned long long n;
	size_t end = 0;

	while (end < rest.n && rest.p[end] != ' ' && rest.p[end] != '\t')
		end++;
	*line = str_from(rest, end);
	if (!str_to_u64(str_upto(rest, end), &n))
		return false;
	*out = n;
	return true;
}

void id_map_parse(struct str text, struct id_map *map)
{
	struct str line;

	map->n = 0;
	while (text.n > 0 && map->n < ID_RANGES_MAX) {
		struct id_range r;

		str_cut(text, '\n', &line, &text);
		if (number(&line, &r.inside) && number(&line, &r.outside) &&
			number(&line, &r.count))
			map->p[map->n++] = r;
	}
}

static bool is_owner(struct str owner, struct str name, uint64_t id)
{
	unsigned long long n;

	if (owner.n > 0 && str_eq(owner, name))
		return true;
	return str_to_u64(owner, &n) && n == id;
}

/* The range of text's first line, and the rest; false for a line that has none. */
static bool take_line(struct str *text, struct str *owner, uint64_t *first, uint64_t *count)
{
	struct str line, from, n;
	unsigned long long value = 0, length = 0;

	str_cut(*text, '\n', &line, text);
	if (!str_cut(line, ':', owner, &line) || !str_cut(line, ':', &from, &n) ||
		!str_to_u64(from, &value) || !str_to_u64(n, &length))
		return false;
	*first = value;
	*count = length;
	return true;
}

void subid_parse(struct str text, struct str name, uint64_t id, struct id_map *map)
{
	struct str owner;
	uint64_t first = 0, count = 0;

	while (text.n > 0)
		if (take_line(&text, &owner, &first, &count) && is_owner(owner, name, id))
			id_map_add(map, first, count);
}

uint64_t subid_free(struct str text)
{
	struct str owner;
	uint64_t first = 0, count = 0, free_id = 100000;

	while (text.n > 0)
		if (take_line(&text, &owner, &first, &count) && first < ids_end &&
			count < ids_end && first + count > free_id)
			free_id = first + count;
	return free_id;
}
