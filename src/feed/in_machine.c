/* feed/in_machine.c - Step Functions state machines: described, listed, or a definition alone. */
#include "feed/private.h"
#include "rolehop/model/arn.h"

static bool is_machine_arn(struct str text, struct arn *arn)
{
	return arn_parse(text, arn) && arn_is_machine(arn) && arn_is_account_id(arn->account);
}

/* ---- describe-state-machine -------------------------------------------------------------- */

/* describe-execution names a machine too, but describes none. */
bool fits_machine(struct value *value)
{
	return value_has(value, STR("definition")) ||
	       (value_has(value, STR("roleArn")) && value_has(value, STR("type")));
}

static bool read_definition(struct value *value, struct record *record, struct err *err)
{
	const struct piece *piece = value_find(value, STR("definition"));
	struct str document;
	bool has = false;

	if (piece != NULL &&
	    !definition_of(value->in, &piece->place, piece->text, &document, &has, err))
		return false;
	if (has)
		record_document(record, FACT_DEFINITION, STR(""), document);
	else
		record_value(record, FACT_WITHHELD,
			     STR("it was not in the answer (METADATA_ONLY)"));
	record_replaces(record, FACT_DEFINITION);
	record_replaces(record, FACT_WITHHELD);
	return true;
}

/* What the execution role must be allowed beside the Tasks' calls. */
static void read_settings(struct value *value, struct record *record)
{
	struct arena *scratch = &value->in->scratch;
	const struct piece *logs = value_find(value, STR("loggingConfiguration"));
	const struct piece *traces = value_find(value, STR("tracingConfiguration"));
	const struct piece *key = value_find(value, STR("encryptionConfiguration"));
	struct str level = logs ? skim_get_text(scratch, logs->text, STR("level")) : STR("");

	if (level.n && !str_eq(level, STR("OFF")))
		record_named(record, FACT_SETTING, STR("logs"), level);
	if (traces &&
	    str_eq(str_trim(skim_get(scratch, traces->text, STR("enabled"))), STR("true")))
		record_named(record, FACT_SETTING, STR("traces"), STR("on"));
	if (key && skim_has(scratch, key->text, STR("kmsKeyId")))
		record_named(record, FACT_SETTING, STR("key"),
			     skim_get_text(scratch, key->text, STR("kmsKeyId")));
	record_replaces(record, FACT_SETTING);
}

bool take_machine(struct value *value, struct err *err)
{
	struct piece piece = value_get(value, STR("stateMachineArn"));
	struct str key = skim_text(&value->in->scratch, piece.text);
	struct record record;
	struct arn arn;

	if (!is_machine_arn(key, &arn))
		return place_bad(&piece.place, err, "\"%.*s\" is no ARN of a state machine",
				 STR_ARG(key));
	if (arn_machine_base(key).n < key.n)
		return take_machine_version(value, &piece.place, key, err);
	record_begin(&record, value->in, ENTITY_MACHINE, key);
	record_exists(&record);
	record.put.name = value_text(value, STR("name"));
	record_value(&record, FACT_ROLE_ARN, value_text(value, STR("roleArn")));
	record_value(&record, FACT_TYPE, value_text(value, STR("type")));
	record_value(&record, FACT_STATUS, value_text(value, STR("status")));
	read_settings(value, &record);
	return read_definition(value, &record, err) && record_put(&record, &piece.place, err);
}

/* ---- list-state-machines ----------------------------------------------------------------- */

bool fits_machine_listed(struct arena *arena, struct str element)
{
	return skim_has(arena, element, STR("stateMachineArn"));
}

bool take_machine_listed(struct value *value, const struct piece *piece, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str key = skim_get_text(scratch, piece->text, STR("stateMachineArn"));
	struct record record;
	struct arn arn;

	if (!is_machine_arn(key, &arn))
		return place_bad(&piece->place, err, "\"%.*s\" is no ARN of a state machine",
				 STR_ARG(key));
	if (value->machines++ == 0) {
		value->listed_account = arena_str(&value->arena, arn.account);
		value->listed_region = arena_str(&value->arena, arn.region);
	}
	value->listed_mixed = value->listed_mixed || !str_eq(value->listed_account, arn.account) ||
			      !str_eq(value->listed_region, arn.region);
	record_begin(&record, value->in, ENTITY_MACHINE, key);
	record_exists(&record);
	record.put.name = skim_get_text(scratch, piece->text, STR("name"));
	record_value(&record, FACT_TYPE, skim_get_text(scratch, piece->text, STR("type")));
	return record_put(&record, &piece->place, err);
}

/* The list is whole for its region unless it says that more follows. An empty one tells nothing. */
bool machines_end(struct value *value, struct err *err)
{
	bool alone = !value_has(value, STR("stateMachines"));

	(void)err;
	if (alone)
		return true;
	value->taken++;
	if (value->machines == 0 || value->listed_mixed)
		return true;
	if (!value_is_cut(value)) {
		intake_claim(value->in, value->listed_account, value->listed_region, ENTITY_MACHINE,
			     CLAIM_COMPLETE, value->source->when, STR(""));
		return true;
	}
	intake_claim(value->in, value->listed_account, value->listed_region, ENTITY_MACHINE,
		     CLAIM_PARTIAL, value->source->when, STR("the list was cut"));
	intake_warn(
	    value->in, value->source,
	    "the list of state machines was cut (nextToken): what is missing stays unknown");
	return true;
}

/* ---- a definition alone ------------------------------------------------------------------ */

bool take_definition(struct value *value, struct err *err)
{
	const struct import_options *options = value->in->options;
	struct place place = value_place(value, STR("StartAt"));
	struct str key = options->machine_arn;
	const struct yaml *yaml = value->source->yaml;
	struct str text = yaml != NULL ? yaml->text : value->whole;
	struct record record;
	struct arn arn;

	if (key.n == 0 && is_machine_arn(value->source->for_arn, &arn))
		key = value->source->for_arn;
	if (key.n == 0)
		return value_lacks(
		    value, err,
		    "a definition does not say of which state machine it is; name it "
		    "with --machine-arn ARN (and its execution role with --role-arn ARN)");
	if (!is_machine_arn(key, &arn))
		return err_set(err, ERR_USAGE,
			       "--machine-arn: \"%.*s\" is no ARN of a state machine",
			       STR_ARG(key));
	if (text.n == 0)
		return place_bad(&place, err,
				 "this definition is larger than Step Functions takes");
	if (options->machine_arn.n > 0 && value->in->definition.n > 0)
		return place_bad(&place, err,
				 "--machine-arn names one machine, and %.*s was its definition; "
				 "import this one by itself, with its own",
				 STR_ARG(value->in->definition));
	value->in->definition = arena_str(&value->in->arena, value->source->name);
	record_begin(&record, value->in, ENTITY_MACHINE, key);
	record_exists(&record);
	record_document(&record, FACT_DEFINITION, STR(""), text);
	record_replaces(&record, FACT_WITHHELD);
	record_value(&record, FACT_ROLE_ARN, options->role_arn);
	return record_put(&record, &place, err);
}
