/* feed/in_policies.c - answers with all the policies that one resource has: of an identity of SES,
 * a parameter, a Data Catalog. */
#include <stdlib.h>

#include "feed/endpoint.h"
#include "feed/private.h"
#include "rolehop/model/arn.h"

enum { POLICY_MAX = 8 << 20 };

/*
 * TABLE: where such an answer has its policies, as a list of objects or as an object of names and
 * texts. Source: the API references of the services, operation in the last column.
 */
struct policies_form {
	struct str within;
	struct str policy;  /* member of an element; empty: its names are those of the policies */
	struct str order;   /* member that an element is known by */
	struct str service; /* of the ARN that an empty answer is about */
	struct str whole;   /* resource part, where there is one such thing in a Region */
	const char *operation;
};

/* clang-format off */
static const struct policies_form forms[] = {
	{STR_INIT("Policies"), STR_INIT(""), STR_INIT(""), STR_INIT("ses"), STR_INIT(""), "sesv2:GetEmailIdentityPolicies, ses:GetIdentityPolicies"},
	{STR_INIT("Policies"), STR_INIT("Policy"), STR_INIT("PolicyId"), STR_INIT("ssm"), STR_INIT(""), "ssm:GetResourcePolicies"},
	{STR_INIT("GetResourcePoliciesResponseList"), STR_INIT("PolicyInJson"), STR_INIT("PolicyHash"), STR_INIT("glue"), STR_INIT("catalog"), "glue:GetResourcePolicies"},
};
/* clang-format on */

/* One policy and what it is known by. */
struct found {
	struct str name;
	struct str text; /* the value as it stands in the answer */
};

/* ---- which form --------------------------------------------------------------------------- */

/* The answer's own name of its resource (ours), or --for. */
static struct str named_arn(struct value *value)
{
	struct str arn = value_text(value, STR("ResourceArn"));

	return arn.n > 0 ? arn : value->source->for_arn;
}

static bool is_of_service(struct str text, struct str service)
{
	struct arn arn;

	return arn_parse(text, &arn) && str_eq(arn.service, service);
}

static bool fits_map(struct value *value, const struct policies_form *form)
{
	const struct piece *piece = value_find(value, form->within);
	struct str name, text;
	struct skim it;

	if (piece == NULL || piece->place.index >= 0 || skim_kind(piece->text) != JSON_OBJECT)
		return false;
	skim_begin(&it, &value->in->scratch, piece->text);
	if (!skim_next(&it, &name, &text))
		return is_of_service(named_arn(value), form->service);
	return skim_kind(text) == JSON_STRING || skim_kind(text) == JSON_OBJECT;
}

static bool fits_list(struct value *value, const struct policies_form *form)
{
	struct arena *scratch = &value->in->scratch;
	struct vec elements;
	struct str first;

	value_elements(value, form->within, &elements);
	if (elements.n == 0)
		return form->whole.n > 0 || is_of_service(named_arn(value), form->service);
	first = *(struct str *)vec_at(&elements, 0);
	return skim_has(scratch, first, form->policy) && skim_has(scratch, first, form->order);
}

static const struct policies_form *form_of(struct value *value)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (value_has(value, forms[i].within) &&
		    (forms[i].policy.n == 0 ? fits_map(value, &forms[i])
					    : fits_list(value, &forms[i])))
			return &forms[i];
	return NULL;
}

bool fits_all_policies(struct value *value)
{
	return form_of(value) != NULL;
}

/* ---- what is in it ------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct found *)a)->name, ((const struct found *)b)->name);
}

/* AWS lists them in no order. */
static void find_all(struct value *value, const struct policies_form *form, struct vec *out)
{
	const struct piece *piece = value_find(value, form->within);
	struct vec elements;
	struct found one;
	struct skim it;

	vec_init(out, &value->arena, sizeof(struct found));
	if (form->policy.n == 0) {
		skim_begin(&it, &value->arena, piece->text);
		while (skim_next(&it, &one.name, &one.text))
			*(struct found *)vec_push(out) = one;
	} else {
		value_elements(value, form->within, &elements);
		for (size_t i = 0; i < elements.n; i++) {
			struct str element = *(struct str *)vec_at(&elements, i);
			*(struct found *)vec_push(out) =
			    (struct found){skim_get_text(&value->arena, element, form->order),
					   skim_get(&value->arena, element, form->policy)};
		}
	}
	if (out->n > 1)
		qsort(out->items, out->n, sizeof(struct found), by_name);
}

/* The documents, checked; those that are empty are none. */
static bool read_all(struct value *value, const struct place *place, const struct vec *found,
		     struct vec *documents, struct err *err)
{
	vec_init(documents, &value->arena, sizeof(struct str));
	for (size_t i = 0; i < found->n; i++) {
		const struct found *one = vec_at(found, i);
		struct str document;
		bool has;
		if (!document_of(value->in, place, "the policy", one->text, &document, &has, err))
			return false;
		if (has)
			*(struct str *)vec_push(documents) = document;
	}
	return true;
}

/* ---- what they amount to ------------------------------------------------------------------ */

static bool is_modern(struct value *value, struct str document)
{
	return str_eq(skim_get_text(&value->arena, document, STR("Version")), STR("2012-10-17"));
}

static void add_statements(struct buf *out, struct str statement)
{
	if (skim_kind(statement) == JSON_ARRAY)
		statement = str_trim(str_slice(statement, 1, statement.n - 1));
	if (statement.n == 0)
		return;
	if (out->n > 0)
		buf_add_char(out, ',');
	buf_add(out, statement);
}

/*
 * Several policies of one resource count like one that has all their statements. The language's
 * older version differs in its variables alone, which are none there: "${" is what it says.
 * Source: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements: Version".
 */
static bool merge(struct value *value, const struct place *place, const struct vec *documents,
		  struct str *out, struct err *err)
{
	bool modern = false, older = false, variables = false;
	struct buf statements;

	buf_init(&statements, &value->arena, POLICY_MAX);
	for (size_t i = 0; i < documents->n; i++) {
		struct str document = *(struct str *)vec_at(documents, i);
		bool is_older = !is_modern(value, document);
		older = older || is_older;
		modern = modern || !is_older;
		variables = variables || (is_older && str_contains(document, STR("${")));
		add_statements(&statements, skim_get(&value->arena, document, STR("Statement")));
	}
	if (modern && variables)
		return place_bad(place, err,
				 "these policies are in two versions of the language that read "
				 "\"${\" otherwise: they do not make one policy");
	*out = arena_printf(&value->arena, "{\"Version\":\"%s\",\"Statement\":[%.*s]}",
			    modern || !older ? "2012-10-17" : "2008-10-17",
			    STR_ARG(buf_str(&statements)));
	return !statements.over ||
	       place_bad(place, err, "these policies are larger than %d MB", POLICY_MAX >> 20);
}

/* ---- whose they are ----------------------------------------------------------------------- */

static struct str whose(struct value *value, const struct policies_form *form,
			const struct vec *documents)
{
	const struct source *source = value->source;
	struct str arn = named_arn(value), other;

	if (is_of_service(arn, form->service))
		return arn;
	if (form->whole.n > 0 && source->account.n > 0 && source->region.n > 0)
		return arena_printf(&value->arena, "arn:%s:%.*s:%.*s:%.*s:%.*s",
				    partition_of(source->region)->name, STR_ARG(form->service),
				    STR_ARG(source->region), STR_ARG(source->account),
				    STR_ARG(form->whole));
	if (form->whole.n > 0)
		return (struct str){NULL, 0};
	arn = (struct str){NULL, 0};
	for (size_t i = 0; i < documents->n; i++) {
		other = policy_resource(&value->arena, *(struct str *)vec_at(documents, i));
		if (other.n == 0 || (arn.n > 0 && !str_eq(arn, other)))
			return (struct str){NULL, 0};
		arn = other;
	}
	return arn;
}

bool take_all_policies(struct value *value, struct err *err)
{
	const struct policies_form *form = form_of(value);
	struct place place = value_place(value, form->within);
	struct str arn, document = {NULL, 0};
	struct vec found, documents;
	struct record record;

	if (value_is_cut(value))
		return value_lacks(value, err,
				   "these are not all policies of the resource; run the command "
				   "again without --no-paginate and --max-items");
	find_all(value, form, &found);
	if (!read_all(value, &place, &found, &documents, err))
		return false;
	arn = whose(value, form, &documents);
	if (!is_of_service(arn, form->service))
		return value_lacks(
		    value, err, "these policies do not say what they belong to; name %s",
		    form->whole.n > 0 ? "--account and --region" : "that with --for ARN");
	if (documents.n == 1)
		document = *(struct str *)vec_at(&documents, 0);
	else if (documents.n > 1 && !merge(value, &place, &documents, &document, err))
		return false;
	record_begin(&record, value->in, ENTITY_RESOURCE, arn);
	record_exists(&record);
	record_replaces(&record, FACT_DOCUMENT);
	record_complete(&record, "policy");
	if (document.n > 0)
		record_document(&record, FACT_DOCUMENT, STR(""), document);
	return record_put(&record, &place, err);
}
