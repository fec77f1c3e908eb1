/* incidents.c - whatever somebody has of a denial: texts, events, histories. */
#include "read.h"

#include "rolehop/record/incident.h"

const bool read_has_head = true;

void read_begin(void)
{
}

void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	const struct incident *incidents;
	struct err err = {ERR_NONE, ""};
	size_t n = 0;

	(void)head;
	bool ok = incidents_read(arena, text, &incidents, &n, &err);
	read_told(ok, &err);
	FUZZ_HOLDS(!ok || n > 0);
	for (size_t i = 0; ok && i < n; i++)
		FUZZ_HOLDS(incidents[i].times > 0);
}
