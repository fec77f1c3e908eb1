/* base/map.h - a hash map from text to pointers, in an arena. */
#ifndef ROLEHOP_BASE_MAP_H
#define ROLEHOP_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

struct map_slot {
	struct str key;
	unsigned long long hash; /* of the key */
	void *value;
};

/* Keys are not copied: they must outlive the map. No removal. */
struct map {
	struct arena *arena;
	struct map_slot *slots;
	size_t n;
	size_t cap;
};

void map_init(struct map *map, struct arena *arena);

/* The value, or NULL where the key is not there. */
void *map_find(const struct map *map, struct str key);

/* Adds or replaces; value must not be NULL. */
void map_put(struct map *map, struct str key, void *value);

#endif
