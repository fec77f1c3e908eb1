/* forms.c - YAML, JSON and what may reach a terminal: what is read can be written and read again.
 */
#include "read.h"

#include <string.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/yaml.h"

const bool read_has_head = false;

enum { WRITTEN = 1 << 20 };

void read_begin(void)
{
}

static void read_safe(struct arena *arena, struct str text)
{
	struct str safe = safe_text(arena, text);

	FUZZ_HOLDS(safe_is(safe) && safe_is(safe_ascii(arena, safe)));
	FUZZ_HOLDS(str_eq(safe_text(arena, safe), safe));
}

static void read_json(struct arena *arena, struct str text)
{
	const struct json *json;
	const struct json *again;
	struct err err = {ERR_NONE, ""};
	struct buf first;
	struct buf second;
	bool ok = json_parse(arena, text, &json, &err);

	read_told(ok, &err);
	if (!ok)
		return;
	buf_init(&first, arena, WRITTEN);
	buf_init(&second, arena, WRITTEN);
	FUZZ_HOLDS(json_write(&first, json, true));
	read_must(json_parse(arena, buf_str(&first), &again, &err), &err);
	FUZZ_HOLDS(json_write(&second, again, true));
	FUZZ_HOLDS(str_eq(buf_str(&first), buf_str(&second)));
}

/* What YAML stands for is JSON; each value of it stands somewhere in the YAML. */
static void read_yaml(struct arena *arena, struct str text)
{
	struct yaml yaml;
	const struct json *json;
	struct err err = {ERR_NONE, ""};
	bool ok = yaml_read(arena, text, &yaml, &err);

	read_told(ok, &err);
	if (!ok)
		return;
	read_must(json_parse(arena, yaml.json, &json, &err), &err);
	for (size_t i = 0; i < yaml.n_places; i++) {
		const struct yaml_place *place = &yaml.places[i];
		FUZZ_HOLDS(place->from <= place->to && place->to <= yaml.text.n);
		FUZZ_HOLDS(place->json < yaml.json.n);
	}
}

/* The first byte is which form it is: YAML most often, which no other target reads as much. */
void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	static void (*const forms[])(struct arena * arena, struct str text) = {
	    read_yaml, read_json, read_safe, read_yaml};
	uint8_t which = read_byte(&text);

	(void)head;
	forms[which % 4](arena, text);
}
