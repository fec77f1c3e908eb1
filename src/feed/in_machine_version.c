/* feed/in_machine_version.c - versions and aliases of state machines: listed and described. */
#include "feed/private.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"

enum { VERSIONS_MAX = 1 << 12 };

/* "arn:...:stateMachine:NAME:QUALIFIER" in its two parts. */
static bool split(struct str text, struct str *base, struct str *qualifier)
{
	struct arn arn;

	if (!arn_parse(text, &arn) || !arn_is_machine(&arn) || !arn_is_account_id(arn.account))
		return false;
	*base = arn_machine_base(text);
	*qualifier = base->n < text.n ? str_skip(text, base->n + 1) : STR("");
	return qualifier->n > 0;
}

static void begin(struct record *record, struct value *value, struct str base)
{
	record_begin(record, value->in, ENTITY_MACHINE, base);
	record_exists(record);
}

/* ---- what is listed ---------------------------------------------------------------------- */

/* What a list names, and what its facts are. */
struct listing {
	struct str list;
	struct str member;
	enum fact_kind fact;
	const char *whole; /* name of FACT_COMPLETE */
};

static const struct listing listings[] = {
    {STR_INIT("stateMachineVersions"), STR_INIT("stateMachineVersionArn"), FACT_VERSION,
     "versions"},
    {STR_INIT("stateMachineAliases"), STR_INIT("stateMachineAliasArn"), FACT_ALIAS, "aliases"},
};

/* The list is of one machine, and whole unless it says that more follows; an empty one tells
 * nothing, unless the machine is named beside it. */
static bool take_listing(struct value *value, const struct listing *listing, struct err *err)
{
	struct place place = value_place(value, listing->list);
	struct str base = value_text(value, STR("stateMachineArn"));
	struct vec elements;
	struct record record;

	value_elements(value, listing->list, &elements);
	for (size_t i = 0; i < elements.n; i++) {
		struct str text = skim_get_text(&value->arena, *(struct str *)vec_at(&elements, i),
						listing->member);
		struct str own, qualifier;
		if (!split(text, &own, &qualifier) || (base.n > 0 && !str_eq(own, base)))
			return place_bad(&place, err,
					 "\"%.*s\" is not of the state machine that this is about",
					 STR_ARG(text));
		if (base.n == 0)
			base = own;
		if (i == 0)
			begin(&record, value, base);
		record_weak(&record, listing->fact, qualifier);
	}
	if (base.n == 0)
		return true;
	if (elements.n == 0)
		begin(&record, value, base);
	if (!value_is_cut(value)) {
		record_complete(&record, listing->whole);
		record_replaces(&record, listing->fact);
	}
	return record_put(&record, &place, err);
}

bool take_machine_versions(struct value *value, struct err *err)
{
	return take_listing(value, &listings[0], err);
}

bool take_machine_aliases(struct value *value, struct err *err)
{
	return take_listing(value, &listings[1], err);
}

/* ---- what is described ------------------------------------------------------------------- */

bool take_machine_version(struct value *value, const struct place *place, struct str arn,
			  struct err *err)
{
	const struct piece *piece = value_find(value, STR("definition"));
	struct str base, version, document = {NULL, 0};
	struct record record;
	struct fact_put *fact;
	bool has = false;

	if (!split(arn, &base, &version))
		return place_bad(place, err, "\"%.*s\" is no ARN of a version", STR_ARG(arn));
	if (piece != NULL &&
	    !definition_of(value->in, &piece->place, piece->text, &document, &has, err))
		return false;
	begin(&record, value, base);
	record_named(&record, FACT_VERSION, version, value_text(value, STR("roleArn")));
	fact = vec_at(&record.facts, record.facts.n - 1);
	fact->document = document;
	fact->has_document = has;
	return record_put(&record, place, err);
}

bool take_machine_alias(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("stateMachineAliasArn"));
	struct str arn = value_text(value, STR("stateMachineAliasArn"));
	struct vec routes;
	struct record record;
	struct str base, alias;
	struct buf versions;

	if (!split(arn, &base, &alias))
		return place_bad(&place, err, "\"%.*s\" is no ARN of an alias", STR_ARG(arn));
	value_elements(value, STR("routingConfiguration"), &routes);
	buf_init(&versions, &value->arena, VERSIONS_MAX);
	for (size_t i = 0; i < routes.n; i++) {
		struct str text = skim_get_text(&value->arena, *(struct str *)vec_at(&routes, i),
						STR("stateMachineVersionArn"));
		struct str own, version;
		if (!split(text, &own, &version) || !str_eq(own, base))
			return place_bad(&place, err, "\"%.*s\" is no version of %.*s",
					 STR_ARG(text), STR_ARG(base));
		buf_printf(&versions, "%s%.*s", versions.n > 0 ? "," : "", STR_ARG(version));
	}
	begin(&record, value, base);
	record_named(&record, FACT_ALIAS, alias, buf_str(&versions));
	return record_put(&record, &place, err);
}
