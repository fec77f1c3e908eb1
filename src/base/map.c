/* base/map.c - a hash map from text to pointers. */
#include "rolehop/base/map.h"

#include <assert.h>

void map_init(struct map *map, struct arena *arena)
{
	*map = (struct map){.arena = arena};
}

/* The slot of a key, or the free one where it would go. */
static struct map_slot *map_slot(const struct map *map, struct str key, unsigned long long hash)
{
	size_t mask = map->cap - 1;
	size_t i = (size_t)hash & mask;
	while (map->slots[i].value &&
	       (map->slots[i].hash != hash || !str_eq(map->slots[i].key, key)))
		i = (i + 1) & mask;
	return &map->slots[i];
}

void *map_find(const struct map *map, struct str key)
{
	return map->cap ? map_slot(map, key, str_hash(key))->value : NULL;
}

static void map_grow(struct map *map)
{
	struct map_slot *old = map->slots;
	size_t old_cap = map->cap;
	map->cap = old_cap ? old_cap * 2 : 16;
	map->slots = arena_array(map->arena, map->cap, sizeof(*map->slots));
	for (size_t i = 0; i < old_cap; i++)
		if (old[i].value)
			*map_slot(map, old[i].key, old[i].hash) = old[i];
}

void map_put(struct map *map, struct str key, void *value)
{
	assert(value);
	if (map->n * 4 >= map->cap * 3)
		map_grow(map);
	unsigned long long hash = str_hash(key);
	struct map_slot *slot = map_slot(map, key, hash);
	if (!slot->value)
		map->n++;
	*slot = (struct map_slot){key, hash, value};
}
