/* base/yaml.h - YAML as the JSON that it stands for, with the places of the YAML; only user of
 * libyaml. */
#ifndef ROLEHOP_BASE_YAML_H
#define ROLEHOP_BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/json.h"
#include "rolehop/base/span.h"
#include "rolehop/base/str.h"

/* Where a value, or a member's name, of the JSON text stands in the YAML text. */
struct yaml_place {
	size_t json; /* its first byte there */
	size_t from, to;
};

struct yaml {
	struct str text;		 /* the YAML, without a byte order mark */
	struct str json;		 /* the same value, compact */
	const struct yaml_place *places; /* in the order of the JSON */
	size_t n_places;
};

/*
 * Is the text YAML, should it be one of the two? JSON begins with an object, a list or a scalar
 * that ends there; so this tells them apart for every text that either reader takes and that is a
 * mapping.
 */
bool yaml_is(struct str text);

/*
 * Reads one YAML document as the tools of AWS do (YAML 1.1 where it matters): plain yes, no, on and
 * off are booleans, as CloudFormation, SAM and the AWS CLI have them; numbers are numbers, but what
 * begins with a zero stays text, as account ids do; names of members are always text; dates are
 * text; merge keys (<<) are merged. Short forms of functions become the long ones: `!Sub x` is
 * {"Fn::Sub": "x"}. Source: AWS CloudFormation User Guide, "Template formats" (YAML 1.1) and
 * "Intrinsic function reference" (short forms).
 *
 * ERR_INPUT "line L, column C: what" for damage, U+0000 and other control characters, invalid
 * UTF-8, a member that is there twice, a second document, nesting over 1,000, and aliases that
 * contain themselves or unfold to far more than the text.
 */
bool yaml_read(struct arena *arena, struct str text, struct yaml *out, struct err *err);

/* The place in the YAML of what begins at byte `json` of the JSON text, or around it. */
size_t yaml_origin(const struct yaml *yaml, size_t json);

/* span_find for YAML. */
bool yaml_find(struct str text, struct str pointer, struct span *out, size_t *key_from);

/* json_parse for a text that may be YAML instead (yaml_is). */
bool yaml_parse_either(struct arena *arena, struct str text, const struct json **out,
		       struct err *err);

/* The text as JSON: itself, or what the YAML stands for; false where it is damaged YAML. */
bool yaml_as_json(struct arena *arena, struct str text, struct str *out);

#endif
