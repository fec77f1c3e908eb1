/* asl/read.c - reads a definition into scopes and states, to any depth. */
#include "rolehop/asl/read.h"

#include "asl/edges.h"
#include "asl/flaws.h"
#include "asl/names.h"
#include "asl/parts.h"
#include "asl/pointer.h"
#include "asl/substitute.h"
#include "rolehop/base/vec.h"
#include "rolehop/base/yaml.h"

struct reader {
	struct arena *arena;
	struct asl *asl;
	struct vec states; /* struct asl_state *: the order of the text */
};

static const struct {
	struct str word;
	enum asl_type type;
} types[] = {
    {STR_INIT("Task"), ASL_TASK},	  {STR_INIT("Pass"), ASL_PASS},
    {STR_INIT("Choice"), ASL_CHOICE},	  {STR_INIT("Wait"), ASL_WAIT},
    {STR_INIT("Succeed"), ASL_SUCCEED},	  {STR_INIT("Fail"), ASL_FAIL},
    {STR_INIT("Parallel"), ASL_PARALLEL}, {STR_INIT("Map"), ASL_MAP},
};

static enum asl_type type_of(struct str word)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(types[i].word, word))
			return types[i].type;
	return ASL_OTHER;
}

const char *asl_type_word(enum asl_type type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			return types[i].word.p;
	return "unknown";
}

static enum asl_language language_of(struct str word, enum asl_language otherwise)
{
	if (str_eq(word, STR("JSONata")))
		return ASL_JSONATA;
	return str_eq(word, STR("JSONPath")) ? ASL_JSONPATH : otherwise;
}

static const struct asl_scope *read_scope(struct reader *reader, const struct json *node,
					  struct str pointer, const struct asl_state *owner);

static void read_branches(struct reader *reader, struct asl_state *state)
{
	const struct json *branches = part_of(state, PART_BRANCHES);
	if (!json_is(branches, JSON_ARRAY))
		return;
	size_t n = json_count(branches);
	const struct asl_scope **inner = arena_array(reader->arena, n, sizeof(struct asl_scope *));
	struct str base = asl_pointer_add(reader->arena, state->pointer, STR("Branches"));
	const struct json *branch = json_first(branches);

	state->inner = inner;
	state->n_inner = n;
	for (size_t i = 0; branch; i++, branch = json_next(branch))
		inner[i] =
		    read_scope(reader, branch, asl_pointer_index(reader->arena, base, i), state);
}

static void read_processor(struct reader *reader, struct asl_state *state)
{
	struct str name = STR("ItemProcessor");
	const struct json *processor = part_of(state, PART_ITEM_PROCESSOR);
	if (!processor) {
		name = STR("Iterator");
		processor = part_of(state, PART_ITERATOR);
	}
	if (!processor)
		return;
	const struct json *config = json_get(processor, STR("ProcessorConfig"));
	const struct asl_scope **inner = arena_array(reader->arena, 1, sizeof(struct asl_scope *));
	state->distributed = str_eq(json_get_str(config, STR("Mode")), STR("DISTRIBUTED"));
	state->inner = inner;
	state->n_inner = 1;
	inner[0] = read_scope(reader, processor,
			      asl_pointer_add(reader->arena, state->pointer, name), state);
}

static struct asl_state *read_state(struct reader *reader, const struct asl_scope *scope,
				    const struct json *node, struct str pointer)
{
	struct asl_state *state = arena_alloc(reader->arena, sizeof(*state));
	struct asl_state **slot = vec_push(&reader->states);

	*slot = state;
	state->name = json_key(node);
	state->index = reader->states.n - 1;
	state->pointer = pointer;
	state->node = node;
	parts_read(reader->arena, state);
	state->type = type_of(part_str(state, PART_TYPE));
	state->language = language_of(part_str(state, PART_QUERY_LANGUAGE), reader->asl->language);
	state->scope = scope;
	state->end = state->type == ASL_SUCCEED || state->type == ASL_FAIL ||
		     json_bool(part_of(state, PART_END));
	asl_edges_read(reader->arena, state);
	if (state->type == ASL_PARALLEL)
		read_branches(reader, state);
	if (state->type == ASL_MAP)
		read_processor(reader, state);
	return state;
}

/* Edges name states of their own scope: now that all of them are there, the names become pointers.
 */
static void link_edges(const struct asl_scope *scope)
{
	for (size_t i = 0; i < scope->n_states; i++) {
		struct asl_edge *edges = (struct asl_edge *)scope->states[i]->edges;
		for (size_t k = 0; k < scope->states[i]->n_edges; k++)
			edges[k].target = asl_in_scope(scope, edges[k].to);
	}
}

static const struct asl_scope *read_scope(struct reader *reader, const struct json *node,
					  struct str pointer, const struct asl_state *owner)
{
	struct asl_scope *scope = arena_alloc(reader->arena, sizeof(*scope));
	struct map *by_name = arena_alloc(reader->arena, sizeof(*by_name));
	const struct json *states = json_get(node, STR("States"));
	size_t n = json_is(states, JSON_OBJECT) ? json_count(states) : 0;
	const struct asl_state **list = arena_array(reader->arena, n, sizeof(struct asl_state *));
	struct str base = asl_pointer_add(reader->arena, pointer, STR("States"));

	map_init(by_name, reader->arena);
	*scope = (struct asl_scope){.pointer = pointer,
				    .start_at = json_get_str(node, STR("StartAt")),
				    .owner = owner,
				    .distributed = owner && owner->distributed,
				    .states = list,
				    .n_states = n,
				    .by_name = by_name};
	if (scope->distributed) {
		const struct json *config = json_get(node, STR("ProcessorConfig"));
		scope->express = str_eq(json_get_str(config, STR("ExecutionType")), STR("EXPRESS"));
	}
	const struct json *child = n > 0 ? json_first(states) : NULL;
	for (size_t i = 0; child; i++, child = json_next(child)) {
		struct asl_state *state = read_state(
		    reader, scope, child, asl_pointer_add(reader->arena, base, json_key(child)));
		list[i] = state;
		map_put(by_name, state->name, state);
	}
	link_edges(scope);
	return scope;
}

static bool check_shape(const struct json *root, struct err *err)
{
	if (!json_is(root, JSON_OBJECT))
		return err_set(err, ERR_INPUT,
			       "line 1, column 1: a state machine definition is a JSON object");
	if (json_is(json_get(root, STR("States")), JSON_OBJECT))
		return true;
	return err_set(err, ERR_INPUT,
		       "line 1, column 1: not a state machine definition: it has no States "
		       "(an object with StartAt and States is expected)");
}

bool asl_read(struct arena *arena, struct str text, const struct asl **out, struct err *err)
{
	struct asl *asl = arena_alloc(arena, sizeof(*asl));
	struct reader reader = {.arena = arena, .asl = asl};
	bool functions;

	asl->text = arena_str(arena, text);
	if (!yaml_parse_either(arena, asl->text, &asl->root, err))
		return false;
	if (!asl_names_check(arena, asl->root, asl->text, &functions, err) ||
	    !check_shape(asl->root, err))
		return false;
	if (functions)
		asl->root = substitute(arena, asl->root);
	asl->language = language_of(json_get_str(asl->root, STR("QueryLanguage")), ASL_JSONPATH);
	vec_init(&reader.states, arena, sizeof(struct asl_state *));
	asl->top = read_scope(&reader, asl->root, (struct str){NULL, 0}, NULL);
	asl->states = (const struct asl_state *const *)reader.states.items;
	asl->n_states = reader.states.n;
	asl_flaws_find(arena, asl, &asl->flaws, &asl->n_flaws);
	*out = asl;
	return true;
}

const struct asl_state *asl_in_scope(const struct asl_scope *scope, struct str name)
{
	return map_find(scope->by_name, name);
}

const struct asl_state *asl_at(const struct asl *asl, struct str pointer)
{
	for (size_t i = 0; i < asl->n_states; i++)
		if (str_eq(asl->states[i]->pointer, pointer))
			return asl->states[i];
	return NULL;
}

void asl_find(const struct asl *asl, struct str name_or_pointer, const struct asl_state **out,
	      size_t max, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < asl->n_states; i++) {
		const struct asl_state *state = asl->states[i];
		if (!str_eq(state->name, name_or_pointer) &&
		    !str_eq(state->pointer, name_or_pointer))
			continue;
		if (*n < max)
			out[*n] = state;
		(*n)++;
	}
}

bool asl_calls(const struct asl_state *state)
{
	return state->type == ASL_TASK || (state->type == ASL_MAP && state->distributed);
}
