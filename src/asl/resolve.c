/* asl/resolve.c - what a field of a state is worth before anything runs. */
#include "rolehop/asl/resolve.h"

#include "asl/fields.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

enum { TEXT_MAX = 1 << 20 };

static void set_one(struct arena *arena, struct asl_value *out, struct str text)
{
	struct str *candidates = arena_array(arena, 1, sizeof(*candidates));

	candidates[0] = text;
	out->kind = holes_only(text) ? ASL_VALUE_UNKNOWN : ASL_VALUE_ONE;
	out->candidates = out->kind == ASL_VALUE_ONE ? candidates : NULL;
	out->n_candidates = out->kind == ASL_VALUE_ONE ? 1 : 0;
}

static void set_several(struct arena *arena, struct asl_value *out, const struct val *value)
{
	struct str *candidates = arena_array(arena, value->n, sizeof(*candidates));
	struct str ignored = {NULL, 0};

	out->kind = ASL_VALUE_SEVERAL;
	for (size_t i = 0; i < value->n; i++) {
		candidates[i] = val_text(arena, value->members[i].value, &ignored);
		if (holes_only(candidates[i]))
			out->kind = ASL_VALUE_UNKNOWN;
	}
	if (out->kind == ASL_VALUE_UNKNOWN)
		return;
	out->candidates = candidates;
	out->n_candidates = value->n;
}

static void set_structure(struct arena *arena, struct asl_value *out, const struct val *value)
{
	struct buf buf;

	buf_init(&buf, arena, TEXT_MAX);
	if (val_write(arena, &buf, value))
		set_one(arena, out, buf_str(&buf));
	else
		out->kind = ASL_VALUE_UNKNOWN;
}

void asl_resolve(struct arena *arena, const struct asl *asl, const struct asl_state *state,
		 const struct asl_environment *env, struct str container, struct str name,
		 struct asl_value *out)
{
	struct fields fields;
	struct str ignored = {NULL, 0};

	fields_init(&fields, arena, asl, state, env);
	struct field field = fields_get(&fields, container, name);
	const struct val *value = field.value;
	*out =
	    (struct asl_value){.kind = ASL_VALUE_UNKNOWN, .pointer = json_pointer(arena, field.at)};
	switch (value->kind) {
	case VAL_ABSENT:
		out->kind = ASL_VALUE_NONE;
		return;
	case VAL_NULL:
	case VAL_BOOL:
	case VAL_NUMBER:
	case VAL_STRING:
		set_one(arena, out, val_text(arena, value, &ignored));
		break;
	case VAL_ONE_OF:
		set_several(arena, out, value);
		break;
	case VAL_ARRAY:
	case VAL_OBJECT:
		set_structure(arena, out, value);
		break;
	case VAL_UNKNOWN:
		break;
	}
	out->constant = field.constant && out->kind == ASL_VALUE_ONE;
	if (!val_settled_deep(arena, value))
		out->path = value->source;
}
