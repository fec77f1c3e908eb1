/* feed/intake.c - the import as a whole: its accounts, its messages, its end. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "feed/private.h"
#include "rolehop/base/span.h"

void intake_init(struct intake *in, struct arena *keep, struct store *store,
		 const struct import_options *options)
{
	memset(in, 0, sizeof(*in));
	in->store = store;
	in->options = options;
	in->keep = keep;
	arena_init(&in->arena);
	arena_init(&in->file);
	arena_init(&in->scratch);
	vec_init(&in->pages, &in->arena, sizeof(struct page));
	vec_init(&in->claims, &in->arena, sizeof(struct claim));
	vec_init(&in->later, &in->arena, sizeof(struct later));
	vec_init(&in->account_list, &in->arena, sizeof(struct account_seen *));
	vec_init(&in->warnings, keep, sizeof(struct str));
	vec_init(&in->refusals, keep, sizeof(struct import_refusal));
	vec_init(&in->origins, keep, sizeof(struct import_origin));
	map_init(&in->accounts, &in->arena);
	in->named = options->named;
	if (in->named != NULL)
		return;
	in->named = arena_alloc(&in->arena, sizeof(*in->named));
	parameters_init(in->named, &in->arena, options->parameters, options->n_parameters);
}

void intake_release(struct intake *in)
{
	arena_release(&in->scratch);
	arena_release(&in->file);
	arena_release(&in->arena);
}

struct intake_mark intake_mark(const struct intake *in)
{
	return (struct intake_mark){in->pages.n,      in->claims.n,   in->later.n,
				    in->warnings.n,   in->origins.n,  in->account_list.n,
				    in->organization, in->definition, in->accounts_complete};
}

void intake_undo(struct intake *in, struct intake_mark mark)
{
	in->pages.n = mark.pages;
	in->claims.n = mark.claims;
	in->later.n = mark.later;
	in->warnings.n = mark.warnings;
	in->origins.n = mark.origins;
	in->organization = mark.organization;
	in->definition = mark.definition;
	in->accounts_complete = mark.accounts_complete;
	for (size_t i = mark.accounts; i < in->account_list.n; i++) {
		struct account_seen *account =
		    *(struct account_seen **)vec_at(&in->account_list, i);
		account->put = false;
		account->organization = false;
	}
}

struct account_seen *intake_account(struct intake *in, struct str id)
{
	struct account_seen *account = map_find(&in->accounts, id);

	if (account != NULL && account->put)
		return account;
	if (account == NULL) {
		account = arena_alloc(&in->arena, sizeof(*account));
		account->id = arena_str(&in->arena, id);
		map_put(&in->accounts, account->id, account);
	}
	*(struct account_seen **)vec_push(&in->account_list) = account;
	return account;
}

/* ---- messages ---------------------------------------------------------------------------- */

void place_resolve(struct place *place)
{
	const struct yaml *yaml = place->source->yaml;
	struct str text = place->source->text;
	const char *at = place->at.p;

	if (place->line > 0)
		return;
	place->line = 1;
	place->column = 1;
	if (text.n == 0 || at == NULL || at < text.p || at > text.p + text.n)
		return;
	if (yaml != NULL)
		span_place(yaml->text, yaml_origin(yaml, (size_t)(at - text.p)), &place->line,
			   &place->column);
	else
		span_place(text, (size_t)(at - text.p), &place->line, &place->column);
}

static struct str place_text(struct arena *arena, struct place *place)
{
	const struct source *source = place->source;

	place_resolve(place);
	if (place->key.n == 0 && place->index < 0)
		return arena_printf(arena, "%.*s", STR_ARG(source->name));
	if (place->key.n == 0)
		return arena_printf(arena, "%.*s: line %zu, column %zu: element %td",
				    STR_ARG(source->name), place->line, place->column,
				    place->index);
	if (place->index < 0)
		return arena_printf(arena, "%.*s: line %zu, column %zu: %.*s",
				    STR_ARG(source->name), place->line, place->column,
				    STR_ARG(place->key));
	return arena_printf(arena, "%.*s: line %zu, column %zu: %.*s[%td]", STR_ARG(source->name),
			    place->line, place->column, STR_ARG(place->key), place->index);
}

bool place_bad(const struct place *place, struct err *err, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX / 2];
	struct place resolved = *place;
	struct arena scratch;
	va_list args;

	arena_init(&scratch);
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	err_set(err, ERR_INPUT, "%.*s: %s", STR_ARG(place_text(&scratch, &resolved)), text);
	arena_release(&scratch);
	return false;
}

void intake_warn(struct intake *in, const struct source *source, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX / 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	*(struct str *)vec_push(&in->warnings) =
	    arena_printf(in->keep, "%.*s: %s", STR_ARG(source->name), text);
}

bool intake_refuse(struct intake *in, const struct source *source, const struct err *err)
{
	*(struct import_refusal *)vec_push(&in->refusals) = (struct import_refusal){
	    arena_str(in->keep, source->name), arena_str(in->keep, str_from(err->text))};
	return true;
}

bool value_lacks(struct value *value, struct err *err, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX / 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (value->source->named)
		return err_set(err, ERR_INPUT, "%.*s: %s", STR_ARG(value->source->name), text);
	intake_warn(value->in, value->source, "not used: %s", text);
	value->taken--;
	return true;
}

/* ---- accounts that left the organization ------------------------------------------------- */

static bool account_leave(struct intake *in, struct str id, struct err *err)
{
	struct record record;

	record_begin(&record, in, ENTITY_ACCOUNT, id);
	record_exists(&record);
	record_replaces(&record, FACT_PARENT);
	record_replaces(&record, FACT_STATUS);
	return record_put(&record, NULL, err);
}

static bool accounts_leave(struct intake *in, struct err *err)
{
	const struct entity *all = NULL;
	size_t n = 0;

	if (!in->accounts_complete)
		return true;
	if (!store_list(in->store, &in->scratch, ENTITY_ACCOUNT, STR(""), &all, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct account_seen *seen = map_find(&in->accounts, all[i].key);
		if (seen != NULL && seen->organization)
			continue;
		if (!account_leave(in, all[i].key, err))
			return false;
	}
	return true;
}

bool intake_finish(struct intake *in, struct err *err)
{
	bool done = later_put_all(in, err) && accounts_leave(in, err);

	arena_release(&in->scratch);
	if (!done)
		return false;
	return in->surveyed || claims_put(in, err);
}
