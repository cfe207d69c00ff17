/* table - how sizes and ages are written for people, as docker and podman write them.
 *
 * Fails: never. Layer: cli.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdint.h>

struct table_cell {
	char text[32];
};

struct table_cell table_size(uint64_t size_bytes);          /* "1.2 MB": powers of ten */
struct table_cell table_age(int64_t then_s, int64_t now_s); /* "3 hours ago" */

#endif
