/* feed/in_other.c - answers that settle single values: parameters, the caller, account aliases. */
#include "feed/endpoint.h"
#include "feed/private.h"
#include "rolehop/model/arn.h"

/* ---- ssm get-parameter, get-parameters --------------------------------------------------- */

static bool is_parameter(struct arena *arena, struct str object)
{
	return skim_has(arena, object, STR("ARN")) && skim_has(arena, object, STR("Value"));
}

static bool is_secure(struct arena *arena, struct str parameter)
{
	return str_eq(skim_get_text(arena, parameter, STR("Type")), STR("SecureString"));
}

static bool parameter_begin(struct value *value, const struct place *place, struct str arn,
			    struct str parameter, struct record *record, struct err *err)
{
	struct arn parts;

	if (!arn_parse(arn, &parts) || !str_eq(parts.service, STR("ssm")))
		return place_bad(place, err, "\"%.*s\" is no ARN of a parameter", STR_ARG(arn));
	record_begin(record, value->in, ENTITY_RESOURCE, arn);
	record_exists(record);
	record->put.name = skim_get_text(&value->in->scratch, parameter, STR("Name"));
	return true;
}

/* The value of a SecureString is a secret: only that it exists is kept. Which key encrypts it, the
 * answer does not say. */
static bool parameter_put(struct value *value, const struct place *place, struct str parameter,
			  struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct record record;

	if (!parameter_begin(value, place, skim_get_text(scratch, parameter, STR("ARN")), parameter,
			     &record, err))
		return false;
	if (!is_secure(scratch, parameter)) {
		record_value(&record, FACT_VALUE, skim_get_text(scratch, parameter, STR("Value")));
		record_encryption(&record, STR(""));
		record_replaces(&record, FACT_SETTING);
	}
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

/* ---- ssm describe-parameters ------------------------------------------------------------- */

bool fits_parameter_described(struct arena *arena, struct str element)
{
	return skim_has(arena, element, STR("Name")) && skim_has(arena, element, STR("Type")) &&
	       !skim_has(arena, element, STR("Value"));
}

/* Older tools leave out the ARN. */
static struct str parameter_arn(struct value *value, struct str parameter)
{
	const struct source *source = value->source;
	struct str arn = skim_get_text(&value->in->scratch, parameter, STR("ARN"));
	struct str name = skim_get_text(&value->in->scratch, parameter, STR("Name"));

	if (arn.n > 0 || source->account.n == 0 || source->region.n == 0)
		return arn;
	return arena_printf(&value->arena, "arn:%s:ssm:%.*s:%.*s:parameter%s%.*s",
			    partition_of(source->region)->name, STR_ARG(source->region),
			    STR_ARG(source->account), str_starts(name, STR("/")) ? "" : "/",
			    STR_ARG(name));
}

/* Its key, if it has one; the value stays as it was, unless it is a secret by now. */
bool take_parameter_described(struct value *value, const struct piece *piece, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str arn = parameter_arn(value, piece->text);
	struct str key = skim_get_text(scratch, piece->text, STR("KeyId"));
	bool secure = is_secure(scratch, piece->text);
	struct record record;

	if (arn.n == 0)
		return value_lacks(value, err,
				   "these parameters have no ARNs; name --account and --region");
	if (!parameter_begin(value, &piece->place, arn, piece->text, &record, err))
		return false;
	if (secure)
		record_replaces(&record, FACT_VALUE);
	record_replaces(&record, FACT_SETTING);
	if (!secure || key.n > 0)
		record_encryption(&record, secure ? key : STR(""));
	/* Source: AWS Systems Manager API Reference, "PutResourcePolicy": only a parameter of the
	 * advanced tier can be shared. */
	if (str_eq(skim_get_text(scratch, piece->text, STR("Tier")), STR("Standard"))) {
		record_replaces(&record, FACT_DOCUMENT);
		record_complete(&record, "policy");
	}
	return record_put(&record, &piece->place, err);
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
