/* trace/simulate_layers.c - the policies of a self-contained request, layer by layer. */
#include "simulate_layers.h"

#include "rolehop/base/scan.h"
#include "rolehop/base/span.h"
#include "rolehop/policy/parse.h"

/* How the policies of a layer are given. */
enum layer_form { FORM_ONE, FORM_LIST, FORM_LEVELS };

struct layer_member {
	const char *name;
	enum layer layer;
	enum layer_form form;
	bool limits; /* an empty list is no layer at all, not one that allows nothing */
};

/* clang-format off */
static const struct layer_member layer_members[] = {
	{"identityPolicies",     LAYER_IDENTITY, FORM_LIST,   false},
	{"resourcePolicy",       LAYER_RESOURCE, FORM_ONE,    false},
	{"permissionBoundaries", LAYER_BOUNDARY, FORM_LIST,   true},
	{"sessionPolicies",      LAYER_SESSION,  FORM_LIST,   true},
	{"scps",                 LAYER_SCP,      FORM_LEVELS, true},
	{"rcps",                 LAYER_RCP,      FORM_LEVELS, true},
	{"vpcEndpointPolicies",  LAYER_ENDPOINT, FORM_LIST,   true},
};
/* clang-format on */
enum { LAYER_MEMBERS = sizeof(layer_members) / sizeof(layer_members[0]) };

/* ---- members with their bytes -----------------------------------------------------------------
 */

/* Members or elements of a value in order, each with its bytes as they came. */
struct items {
	struct str text;
	size_t at;
	const struct json *next;
	bool object;
};

static struct items items_of(const struct json *json, struct str text)
{
	return (struct items){.text = text,
			      .at = scan_space(text, 0) + 1,
			      .next = json_first(json),
			      .object = json_is(json, JSON_OBJECT)};
}

static bool items_next(struct items *it, const struct json **json, struct str *text)
{
	size_t at = scan_space(it->text, it->at), end;

	if (it->next == NULL)
		return false;
	if (it->object) {
		at = scan_space(it->text, scan_string(it->text, at));
		at = scan_space(it->text, at + 1);
	}
	end = scan_value(it->text, at);
	*json = it->next;
	*text = str_slice(it->text, at, end);
	it->at = scan_space(it->text, end) + 1;
	it->next = json_next(it->next);
	return true;
}

/* ---- policies ---------------------------------------------------------------------------------
 */

/* A wrapping that is not ours would pass for a document that says nothing. */
static bool is_other_wrapping(const struct json *json)
{
	if (json_get_nocase(json, STR("Statement")) != NULL)
		return false;
	for (const struct json *m = json_first(json); m != NULL; m = json_next(m))
		if (str_contains_nocase(json_key(m), STR("polic")) ||
		    str_contains_nocase(json_key(m), STR("document")))
			return true;
	return false;
}

/* The document's bytes, out of the three ways to give it. */
static bool document_of(struct reader *r, const struct json *json, struct str text, struct str *out)
{
	const struct json *wrapped = json_get(json, STR("document"));
	struct span span;

	if (wrapped != NULL && json_get_nocase(json, STR("Statement")) == NULL) {
		if (!span_find(text, STR("/document"), &span, NULL))
			return err_set(r->err, ERR_INPUT, "its document cannot be read");
		text = str_slice(text, span.from, span.to);
		json = wrapped;
	} else if (is_other_wrapping(json)) {
		json = NULL;
	}
	if (json_is(json, JSON_STRING))
		*out = json_str(json);
	else if (json_is(json, JSON_OBJECT))
		*out = text;
	else
		return err_set(r->err, ERR_INPUT,
			       "give a policy as an object, as its JSON text, or as "
			       "{\"name\": ..., \"document\": ...}");
	return true;
}

static bool read_policy(struct reader *r, const struct json *json, struct str text,
			struct str label, struct bearing *out)
{
	struct str document;

	*out = (struct bearing){.label = label, .of = r->of};
	if (document_of(r, json, text, &document) &&
	    policy_parse(r->arena, document, &out->policy, r->err))
		return true;
	return err_prefix(r->err, "%.*s", STR_ARG(label));
}

/* The policies of one list; their labels name it and the index. */
static bool read_list(struct reader *r, const struct json *json, struct str text, struct str name,
		      struct level *out)
{
	struct bearing *policies;
	struct items it = items_of(json, text);
	const struct json *element;
	size_t n = 0;

	if (!json_is(json, JSON_ARRAY))
		return err_set(r->err, ERR_INPUT, "%.*s: give a list of policies", STR_ARG(name));
	policies = arena_array(r->arena, json_count(json) + 1, sizeof(*policies));
	for (; items_next(&it, &element, &text); n++)
		if (!read_policy(r, element, text,
				 arena_printf(r->arena, "%.*s/%zu", STR_ARG(name), n),
				 &policies[n]))
			return false;
	*out = (struct level){.of = r->of, .policies = policies, .n_policies = n};
	return true;
}

static bool read_levels(struct reader *r, const struct json *json, struct str text, struct str name,
			struct layer_input *out)
{
	struct level *levels;
	struct items it = items_of(json, text);
	const struct json *element;
	size_t n = 0;

	if (!json_is(json, JSON_ARRAY))
		return err_set(r->err, ERR_INPUT,
			       "%.*s: give a list of levels, root first, each a list of policies",
			       STR_ARG(name));
	levels = arena_array(r->arena, json_count(json) + 1, sizeof(*levels));
	for (; items_next(&it, &element, &text); n++) {
		struct str label = arena_printf(r->arena, "%.*s/%zu", STR_ARG(name), n);
		if (!read_list(r, element, text, label, &levels[n]))
			return false;
		levels[n].of = label;
	}
	out->levels = levels;
	out->n_levels = n;
	return true;
}

static struct str bearer_of(const struct request *request, enum layer layer)
{
	switch (layer) {
	case LAYER_IDENTITY:
	case LAYER_BOUNDARY:
	case LAYER_SESSION:
		return request->caller.arn;
	case LAYER_RESOURCE:
		return request->resource;
	case LAYER_SCP:
	case LAYER_RCP:
	case LAYER_ENDPOINT:
		break;
	}
	return STR("");
}

static bool read_layer(struct reader *r, const struct layer_member *member, const struct json *json,
		       struct str text)
{
	struct layer_input *input = &r->out->question.layers[member->layer];
	struct level *level = arena_alloc(r->arena, sizeof(*level));
	struct bearing *one = arena_alloc(r->arena, sizeof(*one));
	struct str name = str_from(member->name);

	r->of = bearer_of(&r->out->request, member->layer);
	input->levels = level;
	input->n_levels = 1;
	if (member->form == FORM_LEVELS) {
		if (!read_levels(r, json, text, name, input))
			return false;
	} else if (member->form == FORM_LIST) {
		if (!read_list(r, json, text, name, level))
			return false;
	} else {
		if (!read_policy(r, json, text, name, one))
			return false;
		*level = (struct level){.of = r->of, .policies = one, .n_policies = 1};
	}
	if (!member->limits || json_count(json) > 0) {
		input->state = LAYER_COLLECTED;
		input->why = STR("");
	}
	return true;
}

/* What is not given is not there; identity policies that are not there allow nothing. */
static void start_layers(struct reader *r)
{
	struct layer_input *identity = &r->out->question.layers[LAYER_IDENTITY];

	for (size_t i = 0; i < LAYER_MEMBERS; i++)
		r->out->question.layers[layer_members[i].layer] = (struct layer_input){
		    .state = LAYER_ABSENT, .why = STR("the request gives none")};
	identity->levels = arena_alloc(r->arena, sizeof(struct level));
	identity->n_levels = 1;
	identity->state = LAYER_COLLECTED;
	identity->why = STR("");
}

/* ---- all of them ------------------------------------------------------------------------------
 */

static const struct layer_member *member_find(struct str name)
{
	for (size_t i = 0; i < LAYER_MEMBERS; i++)
		if (str_eq(name, str_from(layer_members[i].name)))
			return &layer_members[i];
	return NULL;
}

/* A document, its JSON text, or a list of either, however deep. */
static bool holds_policy(const struct json *json)
{
	if (json_is(json, JSON_STRING))
		return str_starts(str_trim(json_str(json)), STR("{")) &&
		       str_contains_nocase(json_str(json), STR("\"Statement\""));
	if (json_get_nocase(json, STR("Statement")) != NULL)
		return true;
	for (const struct json *j = json_first(json); j != NULL; j = json_next(j))
		if (holds_policy(j))
			return true;
	return false;
}

/* Policies under a name that is not ours would silently not count. */
static bool is_misspelt(const struct json *json)
{
	struct str name = json_key(json);

	if (holds_policy(json))
		return true;
	return (json_is(json, JSON_OBJECT) || json_is(json, JSON_ARRAY)) &&
	       (str_contains_nocase(name, STR("polic")) ||
		str_contains_nocase(name, STR("boundar")) ||
		str_contains_nocase(name, STR("scp")) || str_contains_nocase(name, STR("rcp")) ||
		str_contains_nocase(name, STR("context")));
}

bool simulate_layers(struct reader *r, const struct json *root, struct str text)
{
	struct items it = items_of(root, text);
	const struct json *json;

	start_layers(r);
	while (items_next(&it, &json, &text)) {
		const struct layer_member *member = member_find(json_key(json));
		if (member == NULL && is_misspelt(json))
			return err_set(r->err, ERR_INPUT,
				       "\"%.*s\" is no list of policies that a request has",
				       STR_ARG(json_key(json)));
		if (member != NULL && !json_is(json, JSON_NULL) &&
		    !read_layer(r, member, json, text))
			return false;
	}
	return true;
}
