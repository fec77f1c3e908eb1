/* feed/record.c - entities on their way from an importer into the store. */
#include <string.h>

#include "feed/told.h"
#include "rolehop/model/arn.h"

/* Where the name of an entity is in its ARN. */
enum name_rule {
	NAME_NONE,     /* not in the key */
	NAME_LAST,     /* behind the last slash: "role/path/NAME" */
	NAME_RESOURCE, /* behind the type: "secret:partner/api", "stateMachine:NAME", a bucket's
			  whole */
};

/* What is the same for all entities of a kind. */
struct intake_row {
	enum name_rule name;
	bool arn;      /* the key is an ARN that tells account and region */
	bool regional; /* coverage is per region */
	bool covered;  /* a single one makes the kind's coverage partial */
};

/* clang-format off */
static const struct intake_row rows[ENTITY_KIND_COUNT] = {
	[ENTITY_ACCOUNT] = {NAME_NONE, false, false, false},
	[ENTITY_ROLE] = {NAME_LAST, true, false, true},
	[ENTITY_USER] = {NAME_LAST, true, false, true},
	[ENTITY_GROUP] = {NAME_LAST, true, false, true},
	[ENTITY_POLICY] = {NAME_LAST, true, false, true},
	[ENTITY_MACHINE] = {NAME_RESOURCE, true, true, true},
	[ENTITY_RESOURCE] = {NAME_RESOURCE, true, true, true},
	[ENTITY_ORGANIZATION] = {NAME_NONE, false, false, true},
	[ENTITY_ROOT] = {NAME_NONE, false, false, true},
	[ENTITY_OU] = {NAME_NONE, false, false, true},
	[ENTITY_SCP] = {NAME_NONE, false, false, true},
	[ENTITY_RCP] = {NAME_NONE, false, false, true},
};
/* clang-format on */

void record_begin(struct record *record, struct intake *in, enum entity_kind kind, struct str key)
{
	memset(record, 0, sizeof(*record));
	record->in = in;
	record->put.kind = kind;
	record->put.key = key;
	vec_init(&record->facts, &in->scratch, sizeof(struct fact_put));
}

static struct fact_put *record_add(struct record *record, enum fact_kind kind)
{
	struct fact_put *fact = vec_push(&record->facts);

	fact->kind = kind;
	return fact;
}

void record_exists(struct record *record)
{
	record_add(record, FACT_EXISTS);
}

void record_value(struct record *record, enum fact_kind kind, struct str value)
{
	if (value.n > 0)
		record_add(record, kind)->value = value;
}

void record_named(struct record *record, enum fact_kind kind, struct str name, struct str value)
{
	struct fact_put *fact = NULL;

	if (name.n == 0)
		return;
	fact = record_add(record, kind);
	fact->name = name;
	fact->value = value;
}

void record_document(struct record *record, enum fact_kind kind, struct str name,
		     struct str document)
{
	struct fact_put *fact = record_add(record, kind);

	fact->name = name;
	fact->document = document;
	fact->has_document = true;
}

void record_weak(struct record *record, enum fact_kind kind, struct str name)
{
	if (name.n > 0) {
		record_named(record, kind, name, STR(""));
		((struct fact_put *)vec_at(&record->facts, record->facts.n - 1))->weak = true;
	}
}

void record_complete(struct record *record, const char *what)
{
	record_add(record, FACT_COMPLETE)->name = str_from(what);
}

void record_replaces(struct record *record, enum fact_kind kind)
{
	record->put.replaces |= FACT_BIT(kind);
}

static struct str name_in(enum name_rule rule, const struct arn *arn)
{
	struct str resource = arn->resource;
	size_t cut = 0;

	if (rule == NAME_LAST) {
		ptrdiff_t slash = str_find_last_char(resource, '/');
		return slash < 0 ? resource : str_skip(resource, (size_t)slash + 1);
	}
	while (cut < resource.n && resource.p[cut] != ':' && resource.p[cut] != '/')
		cut++;
	return cut + 1 < resource.n ? str_skip(resource, cut + 1) : resource;
}

/* The ARN of a parameter does not say whether its name begins with a slash: "/token" and "token"
 * have the same. */
static bool tells_name(const struct arn *arn)
{
	return !str_eq(arn->service, STR("ssm")) || !str_starts(arn->resource, STR("parameter/"));
}

/* Account, region and name, where the importer did not say and the key does. */
static void record_fill(struct record *record)
{
	const struct intake_row *row = &rows[record->put.kind];
	struct entity_put *put = &record->put;
	struct arn arn;

	if (put->kind == ENTITY_ACCOUNT)
		put->account = put->key;
	if (!row->arn || !arn_parse(put->key, &arn))
		return;
	if (put->account.n == 0 && arn_is_account_id(arn.account))
		put->account = arn.account;
	if (put->region.n == 0)
		put->region = arn.region;
	if (put->name.n > 0)
		return;
	put->name = name_in(row->name, &arn);
	put->name_guessed = !tells_name(&arn);
}

static bool put_filled(struct record *record, const struct place *place, struct err *err)
{
	const struct intake_row *row = &rows[record->put.kind];
	struct entity_put *put = &record->put;
	struct intake *in = record->in;

	put->facts = record->facts.items;
	put->n_facts = record->facts.n;
	if (!store_put(in->store, put, err))
		return place == NULL || err->kind != ERR_INPUT
			   ? false
			   : place_bad(place, err, "%s",
				       arena_cstr(&in->scratch, str_from(err->text)));
	if (row->covered && (put->account.n > 0 || !row->arn))
		intake_claim(in, row->arn ? put->account : STR(""),
			     row->regional ? put->region : STR(""), put->kind, CLAIM_SINGLE,
			     place != NULL ? place->source->when : in->options->now, STR(""));
	return true;
}

bool record_put_account(struct intake *in, struct str id, struct err *err)
{
	struct account_seen *account = NULL;
	struct record record;

	if (!arn_is_account_id(id))
		return true;
	told_account(in, id);
	account = intake_account(in, id);
	if (account->put)
		return true;
	account->put = true;
	record_begin(&record, in, ENTITY_ACCOUNT, account->id);
	record_exists(&record);
	record_fill(&record);
	return put_filled(&record, NULL, err);
}

bool record_put(struct record *record, const struct place *place, struct err *err)
{
	struct intake *in = record->in;

	record_fill(record);
	if (record->put.kind == ENTITY_ACCOUNT) {
		told_spoil(in);
		intake_account(in, record->put.key)->put = true;
	} else if (!record_put_account(in, record->put.account, err)) {
		return false;
	}
	return put_filled(record, place, err);
}
