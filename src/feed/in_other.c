/* feed/in_other.c - answers that settle single values: parameters, the caller, account aliases. */
#include "feed/private.h"
#include "rolehop/model/arn.h"

/* ---- ssm get-parameter, get-parameters --------------------------------------------------- */

static bool is_parameter(struct arena *arena, struct str object)
{
	return skim_has(arena, object, STR("ARN")) && skim_has(arena, object, STR("Value"));
}

/* The value of a SecureString is a secret: only that it exists is kept. */
static bool parameter_put(struct value *value, const struct place *place, struct str parameter,
			  struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str key = skim_get_text(scratch, parameter, STR("ARN"));
	struct record record;
	struct arn arn;

	if (!arn_parse(key, &arn) || !str_eq(arn.service, STR("ssm")))
		return place_bad(place, err, "\"%.*s\" is no ARN of a parameter", STR_ARG(key));
	record_begin(&record, value->in, ENTITY_RESOURCE, key);
	record_exists(&record);
	record.put.name = skim_get_text(scratch, parameter, STR("Name"));
	if (!str_eq(skim_get_text(scratch, parameter, STR("Type")), STR("SecureString")))
		record_value(&record, FACT_VALUE, skim_get_text(scratch, parameter, STR("Value")));
	record_replaces(&record, FACT_VALUE);
	return record_put(&record, place, err);
}

bool fits_parameter(struct value *value)
{
	const struct piece *piece = value_find(value, STR("Parameter"));

	return piece != NULL && is_parameter(&value->in->scratch, piece->text);
}

bool take_parameter(struct value *value, struct err *err)
{
	const struct piece *piece = value_find(value, STR("Parameter"));

	return parameter_put(value, &piece->place, piece->text, err);
}

bool fits_parameter_listed(struct arena *arena, struct str element)
{
	return is_parameter(arena, element);
}

bool take_parameter_listed(struct value *value, const struct piece *piece, struct err *err)
{
	return parameter_put(value, &piece->place, piece->text, err);
}

/* ---- accounts ---------------------------------------------------------------------------- */

static bool account_exists(struct value *value, const struct place *place, struct str id,
			   const struct vec *aliases, struct err *err)
{
	struct record record;

	record_begin(&record, value->in, ENTITY_ACCOUNT, id);
	record_exists(&record);
	for (size_t i = 0; aliases != NULL && i < aliases->n; i++)
		record_value(&record, FACT_ALIAS,
			     skim_text(&value->in->scratch, *(struct str *)vec_at(aliases, i)));
	return record_put(&record, place, err);
}

bool fits_caller(struct value *value)
{
	return arn_is_account_id(value_text(value, STR("Account")));
}

/* sts get-caller-identity: nothing but an account that somebody could call from. */
bool take_caller(struct value *value, struct err *err)
{
	const struct piece *piece = value_find(value, STR("Account"));

	return account_exists(value, &piece->place, value_text(value, STR("Account")), NULL, err);
}

bool take_aliases(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("AccountAliases"));
	struct vec aliases;

	value_elements(value, STR("AccountAliases"), &aliases);
	if (aliases.n == 0)
		return true;
	if (!arn_is_account_id(value->source->account))
		return value_lacks(value, err,
				   "this alias does not say of which account it is; name it with "
				   "--account ID");
	return account_exists(value, &place, value->source->account, &aliases, err);
}
