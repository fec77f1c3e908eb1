/* feed/stack.c - what a deployment is going to be, put together and put into the store. */
#include <stdlib.h>
#include <string.h>

#include "feed/endpoint.h"
#include "feed/stack.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

enum { STACK_TEXT_MAX = 64 << 20 };

/* ---- names ------------------------------------------------------------------------------- */

static struct str plain_name(struct arena *arena, struct str text, bool dots)
{
	char *name = arena_cstr(arena, text);

	for (size_t i = 0; i < text.n; i++) {
		char c = name[i];
		bool plain = ascii_is_alnum(c) || c == '_' || c == '-' || (dots && c == '.');
		if (!plain)
			name[i] = '-';
	}
	return (struct str){name, text.n};
}

struct str stack_made_name(const struct stack *stack, struct str logical, bool given)
{
	return arena_printf(stack->arena, "{%.*s.%.*s%s}", STR_ARG(stack->name),
			    STR_ARG(plain_name(stack->arena, logical, true)), given ? "~" : "");
}

struct str stack_placeholder(struct arena *arena, struct str what)
{
	struct buf buf;

	buf_init(&buf, arena, STACK_TEXT_MAX);
	buf_add_cstr(&buf, "${");
	for (size_t i = 0; i < what.n; i++) {
		char c = what.p[i];
		bool colons = c == ':' && i + 1 < what.n && what.p[i + 1] == ':';
		if (colons || (c == ':' && i > 0 && what.p[i - 1] == ':'))
			buf_add_char(&buf, c);
		else if (strchr(":{}$'\", *?\\\n\t[]", c) != NULL)
			buf_add_char(&buf, '.');
		else
			buf_add_char(&buf, c);
	}
	buf_add_char(&buf, '}');
	return buf_str(&buf);
}

bool stack_parameter(const struct stack *stack, struct str name, struct str *value)
{
	return parameters_find(stack->in->named, name, value);
}

struct str stack_open_policy(struct arena *arena, struct str what)
{
	struct buf buf;

	buf_init(&buf, arena, STACK_TEXT_MAX);
	buf_add_cstr(&buf, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	json_write_str(&buf, stack_placeholder(arena, what));
	buf_add_cstr(&buf, "]}");
	return buf_str(&buf);
}

/* "folder-template" of "folder/template.yaml". */
static struct str name_of_file(struct stack *stack)
{
	const struct source *source = stack->value->source;
	struct str path = source_unpacked_name(source);
	char *real = realpath(arena_cstr(stack->arena, source->name), NULL);
	struct str whole = real != NULL ? arena_str(stack->arena, str_from(real)) : path;
	ptrdiff_t slash = str_find_last_char(whole, '/');
	struct str folder = slash > 0 ? str_slice(whole, 0, (size_t)slash) : STR("");
	ptrdiff_t above = str_find_last_char(folder, '/');
	struct str base = slash < 0 ? whole : str_skip(whole, (size_t)slash + 1);
	ptrdiff_t dot = str_find_char(base, '.');
	struct str stem = dot > 0 ? str_slice(base, 0, (size_t)dot) : base;

	free(real);
	folder = above < 0 ? folder : str_skip(folder, (size_t)above + 1);
	if (folder.n == 0)
		return plain_name(stack->arena, stem, false);
	return plain_name(stack->arena,
			  arena_printf(stack->arena, "%.*s-%.*s", STR_ARG(folder), STR_ARG(stem)),
			  false);
}

void stack_place(struct stack *stack, struct str account, struct str region)
{
	stack->account = account;
	stack->region = region;
	stack->partition = str_from(partition_of(region)->name);
}

void stack_init(struct stack *stack, struct value *value)
{
	*stack = (struct stack){.in = value->in, .value = value, .arena = &value->arena};
	stack->place = value_place(value, STR(""));
	vec_init(&stack->things, stack->arena, sizeof(struct stack_thing *));
	map_init(&stack->by_key, stack->arena);
	stack_place(stack, value->source->account, value->source->region);
	if (stack_parameter(stack, STR("AWS::StackName"), &stack->name))
		stack->name = plain_name(stack->arena, stack->name, false);
	else
		stack->name = name_of_file(stack);
}

bool stack_lacks(struct stack *stack, const char *what, struct err *err)
{
	return value_lacks(stack->value, err,
			   "%s does not say in which account it will be deployed; name it with "
			   "--account ID (and the Region with --region REGION)",
			   what);
}

/* ---- things ------------------------------------------------------------------------------ */

struct stack_thing *stack_find(const struct stack *stack, struct str key)
{
	return map_find(&stack->by_key, key);
}

struct stack_thing *stack_named(const struct stack *stack, enum entity_kind kind, struct str name)
{
	return stack_named_in(stack, stack->account, kind, name);
}

struct stack_thing *stack_named_in(const struct stack *stack, struct str account,
				   enum entity_kind kind, struct str name)
{
	for (size_t i = 0; i < stack->things.n; i++) {
		struct stack_thing *thing = *(struct stack_thing **)vec_at(&stack->things, i);
		struct arn arn;
		if (thing->kind == kind && str_eq(thing->name, name) &&
		    arn_parse(thing->key, &arn) && str_eq(arn.account, account))
			return thing;
	}
	return NULL;
}

struct stack_thing *stack_thing(struct stack *stack, enum entity_kind kind, struct str key)
{
	struct stack_thing *thing = stack_find(stack, key);

	if (thing != NULL)
		return thing;
	thing = arena_alloc(stack->arena, sizeof(*thing));
	thing->kind = kind;
	thing->key = arena_str(stack->arena, key);
	vec_init(&thing->inlines, stack->arena, sizeof(struct stack_text));
	vec_init(&thing->attached, stack->arena, sizeof(struct str));
	vec_init(&thing->had_inlines, stack->arena, sizeof(struct stack_text));
	vec_init(&thing->had_attached, stack->arena, sizeof(struct str));
	vec_init(&thing->groups, stack->arena, sizeof(struct str));
	vec_init(&thing->tags, stack->arena, sizeof(struct stack_text));
	vec_init(&thing->targets, stack->arena, sizeof(struct str));
	vec_init(&thing->statements, stack->arena, sizeof(struct stack_text));
	vec_init(&thing->settings, stack->arena, sizeof(struct stack_text));
	*(struct stack_thing **)vec_push(&stack->things) = thing;
	map_put(&stack->by_key, thing->key, thing);
	return thing;
}

/* ---- into the store ---------------------------------------------------------------------- */

/* What the inventory has of a thing already. */
struct before {
	bool found;
	const struct fact *facts;
	size_t n;
};

static bool before_of(struct stack *stack, const struct stack_thing *thing, struct before *before,
		      struct err *err)
{
	struct store *store = stack->in->store;
	struct entity entity;

	*before = (struct before){.found = false};
	if (!store_find(store, stack->arena, thing->key, &entity, &before->found, err))
		return false;
	return !before->found || store_facts(store, stack->arena, entity.id, FACT_ALL,
					     &before->facts, &before->n, err);
}

bool stack_has_text(const struct vec *texts, struct str name)
{
	for (size_t i = 0; i < texts->n; i++)
		if (str_eq(((const struct stack_text *)vec_at(texts, i))->name, name))
			return true;
	return false;
}

/* A policy that the inventory has of this identity, and the template neither has nor takes away;
 * NULL: none. */
static const struct fact *policy_beyond(const struct stack *stack, const struct stack_thing *thing,
					const struct before *before)
{
	for (size_t i = 0; i < before->n; i++) {
		const struct fact *fact = &before->facts[i];
		if (stack_takes(stack, thing->key, fact->kind, fact->name))
			continue;
		if ((fact->kind == FACT_INLINE && !stack_has_text(&thing->inlines, fact->name)) ||
		    (fact->kind == FACT_ATTACHED && !vec_has_str(&thing->attached, fact->name)))
			return fact;
	}
	return NULL;
}

static void note_origin(struct stack *stack, const struct stack_thing *thing, enum fact_kind fact,
			struct str name, struct str at, struct str file)
{
	struct intake *in = stack->in;
	struct import_origin *origin = vec_push(&in->origins);

	origin->key = arena_str(in->keep, thing->key);
	origin->fact = fact;
	origin->name = arena_str(in->keep, name);
	origin->pointer = arena_str(in->keep, at);
	origin->file = arena_str(in->keep, file.n > 0 ? file : stack->value->source->name);
}

static void add_document(struct stack *stack, struct record *record,
			 const struct stack_thing *thing, enum fact_kind kind,
			 const struct stack_text *text)
{
	if (text->text.n == 0)
		return;
	record_document(record, kind, text->name,
			thing->open.n > 0 ? stack_open_policy(stack->arena, thing->open)
					  : text->text);
	note_origin(stack, thing, kind, text->name, text->at, STR(""));
}

/* What it has now stays where the same plan neither takes it away nor says it anew. */
static void keep_what_it_has(const struct stack *stack, struct stack_thing *thing)
{
	for (size_t i = 0; i < thing->had_inlines.n; i++) {
		const struct stack_text *policy = vec_at(&thing->had_inlines, i);
		if (!stack_has_text(&thing->inlines, policy->name) &&
		    !stack_takes(stack, thing->key, FACT_INLINE, policy->name))
			*(struct stack_text *)vec_push(&thing->inlines) = *policy;
	}
	for (size_t i = 0; i < thing->had_attached.n; i++) {
		struct str policy = *(struct str *)vec_at(&thing->had_attached, i);
		if (!vec_has_str(&thing->attached, policy) &&
		    !stack_takes(stack, thing->key, FACT_ATTACHED, policy))
			*(struct str *)vec_push(&thing->attached) = policy;
	}
}

/*
 * The template says what there will be; whether a deployment takes away what others have added to a
 * role of that name is not known, and then its policies are not known wholly.
 */
static void add_identity(struct stack *stack, struct record *record,
			 const struct stack_thing *thing, const struct before *before)
{
	const struct fact *beyond =
	    holes_made(thing->key) ? NULL : policy_beyond(stack, thing, before);

	add_document(stack, record, thing, FACT_TRUST, &thing->trust);
	for (size_t i = 0; i < thing->inlines.n; i++)
		add_document(stack, record, thing, FACT_INLINE, vec_at(&thing->inlines, i));
	for (size_t i = 0; i < thing->attached.n; i++)
		record_named(record, FACT_ATTACHED, *(struct str *)vec_at(&thing->attached, i),
			     STR(""));
	for (size_t i = 0; i < thing->groups.n; i++)
		record_named(record, FACT_GROUP, *(struct str *)vec_at(&thing->groups, i), STR(""));
	for (size_t i = 0; i < thing->tags.n; i++) {
		const struct stack_text *tag = vec_at(&thing->tags, i);
		record_named(record, FACT_TAG, tag->name, tag->text);
	}
	record_value(record, FACT_PATH, thing->path);
	record_value(record, FACT_BOUNDARY, thing->boundary);
	if (thing->at.n == 0)
		return;
	record_replaces(record, FACT_INLINE);
	record_replaces(record, FACT_ATTACHED);
	record_replaces(record, FACT_GROUP);
	record_replaces(record, FACT_BOUNDARY);
	record_replaces(record, FACT_TAG);
	record_replaces(record, FACT_COMPLETE);
	record_complete(record, "boundary");
	if (!thing->more_tags && !stack->has_tags)
		record_complete(record, "tags");
	if (beyond != NULL)
		intake_warn(
		    stack->in, stack->value->source,
		    "%.*s has the policy %.*s now, which the template does not name: whether "
		    "it stays is not known, so nothing is taken for the whole of its policies",
		    STR_ARG(thing->key), STR_ARG(beyond->name));
	else if (!thing->more && !stack->loose_identity)
		record_complete(record, "policies");
}

static bool has_document(const struct before *before)
{
	for (size_t i = 0; i < before->n; i++)
		if (before->facts[i].kind == FACT_DOCUMENT)
			return true;
	return false;
}

static bool has_all_of_its_policy(const struct before *before)
{
	for (size_t i = 0; i < before->n; i++)
		if (before->facts[i].kind == FACT_COMPLETE &&
		    str_eq(before->facts[i].name, STR("policy")))
			return true;
	return false;
}

/*
 * May the policy have statements beside these, which are its whole text? Not where the inventory
 * has that very text, or knows that there was none, or the template makes the thing itself.
 */
static bool may_say_more(struct stack *stack, const struct stack_thing *thing,
			 const struct before *before, struct str text)
{
	struct str known;
	struct err err;

	if (holes_made(thing->key))
		return false;
	for (size_t i = 0; i < before->n; i++)
		if (before->facts[i].kind == FACT_DOCUMENT)
			return !store_document(stack->in->store, stack->arena,
					       before->facts[i].document, &known, &err) ||
			       !str_eq(known, text);
	return thing->at.n == 0 && !has_all_of_its_policy(before);
}

/* What they say is open; those of a function only allow.
 * Source: AWS Lambda API Reference, "AddPermission". */
static struct str beyond(const struct stack_thing *thing)
{
	if (str_contains(thing->key, STR(":lambda:")))
		return STR("{\"Effect\":\"Allow\","
			   "\"Principal\":{\"AWS\":\"${permissions-beyond-the-template}\"},"
			   "\"Action\":\"${permissions-beyond-the-template}\","
			   "\"Resource\":\"${permissions-beyond-the-template}\"}");
	return STR("\"${permissions-beyond-the-template}\"");
}

/* Statements that were given one by one, as lambda:AddPermission does. */
static struct stack_text own_policy(struct stack *stack, const struct stack_thing *thing,
				    const struct before *before)
{
	struct stack_text out = thing->document;
	struct buf buf;

	if (thing->statements.n == 0)
		return out;
	buf_init(&buf, stack->arena, STACK_TEXT_MAX);
	buf_add_cstr(&buf, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	for (size_t i = 0; i < thing->statements.n; i++) {
		const struct stack_text *statement = vec_at(&thing->statements, i);
		buf_add_cstr(&buf, i > 0 ? "," : "");
		buf_add(&buf, statement->text);
		if (i == 0)
			out.at = statement->at;
	}
	/* Which of both stays, where it has a whole policy too, is not known. */
	if (thing->document.text.n > 0) {
		buf_add_char(&buf, ',');
		json_write_str(&buf, STR("${policy-beside-single-permissions}"));
	}
	if (may_say_more(stack, thing, before,
			 ARENA_JOIN(stack->arena, buf_str(&buf), STR("]}")))) {
		buf_add_char(&buf, ',');
		buf_add(&buf, beyond(thing));
	}
	buf_add_cstr(&buf, "]}");
	out.text = buf_str(&buf);
	return out;
}

static void add_resource(struct stack *stack, struct record *record,
			 const struct stack_thing *thing, const struct before *before)
{
	struct stack_text policy = own_policy(stack, thing, before);

	add_document(stack, record, thing, FACT_DOCUMENT, &policy);
	for (size_t i = 0; i < thing->targets.n; i++)
		record_named(record, FACT_TARGET, *(struct str *)vec_at(&thing->targets, i),
			     STR(""));
	if (thing->encrypted)
		record_encryption(record, thing->encryption_key);
	if (thing->bucket_key)
		record_named(record, FACT_SETTING, STR("bucket-key"), STR("on"));
	if (thing->encrypted && str_contains(thing->key, STR(":s3:::")))
		record_region(record, stack->region);
	record->put.account = thing->account;
	if (thing->kind != ENTITY_RESOURCE)
		return;
	if (policy.text.n > 0)
		record_replaces(record, FACT_DOCUMENT);
	if (thing->at.n > 0)
		record_replaces(record, FACT_SETTING);
	/* What is new has no policy but the one that it is given. */
	if (policy.text.n > 0 || (thing->at.n > 0 && !before->found && !stack->loose_resource))
		record_complete(record, "policy");
}

static void add_machine(struct stack *stack, struct record *record, const struct stack_thing *thing)
{
	if (thing->definition.text.n > 0) {
		record_document(record, FACT_DEFINITION, STR(""), thing->definition.text);
		note_origin(stack, thing, FACT_DEFINITION, STR(""), thing->definition.at,
			    thing->definition_file);
		((struct import_origin *)vec_at(&stack->in->origins, stack->in->origins.n - 1))
		    ->text = arena_str(stack->in->keep, thing->definition.text);
	} else {
		record_value(record, FACT_WITHHELD, thing->withheld);
	}
	record_replaces(record, FACT_DEFINITION);
	record_replaces(record, FACT_WITHHELD);
	record_value(record, FACT_ROLE_ARN, thing->role_arn);
	record_replaces(record, FACT_ROLE_ARN);
	record_value(record, FACT_TYPE, thing->type);
	record_replaces(record, FACT_TYPE);
	for (size_t i = 0; i < thing->settings.n; i++) {
		const struct stack_text *setting = vec_at(&thing->settings, i);
		record_named(record, FACT_SETTING, setting->name, setting->text);
	}
	record_replaces(record, FACT_SETTING);
}

static bool thing_put(struct stack *stack, struct stack_thing *thing, struct err *err)
{
	struct record record;
	struct before before;

	keep_what_it_has(stack, thing);
	if (!before_of(stack, thing, &before, err))
		return false;
	if (thing->presumed && has_document(&before))
		return true;
	record_begin(&record, stack->in, thing->kind, thing->key);
	record_exists(&record);
	record.put.name = thing->name;
	if (thing->at.n > 0)
		note_origin(stack, thing, FACT_EXISTS, STR(""), thing->at, STR(""));
	if (thing->kind == ENTITY_MACHINE)
		add_machine(stack, &record, thing);
	else if (thing->kind == ENTITY_ROLE || thing->kind == ENTITY_USER ||
		 thing->kind == ENTITY_GROUP)
		add_identity(stack, &record, thing, &before);
	else
		add_resource(stack, &record, thing, &before);
	return record_put(&record, &stack->place, err);
}

bool stack_put(struct stack *stack, struct err *err)
{
	for (size_t i = 0; i < stack->things.n; i++)
		if (!thing_put(stack, *(struct stack_thing **)vec_at(&stack->things, i), err))
			return false;
	return true;
}
