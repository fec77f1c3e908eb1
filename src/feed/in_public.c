/* feed/in_public.c - answers about S3 Block Public Access, and whether S3 counts a policy as
 * public. */
#include "feed/private.h"
#include "rolehop/model/arn.h"

/*
 * TABLE: a member that is true or false, what it is inside of (in our own form, beside ResourceArn,
 * it is not), and the value that it comes to. Source: the API references of Amazon S3 and of its
 * control plane, operation in the last column.
 */
struct public_form {
	struct str within;
	struct str member;
	struct str name; /* of the fact */
	struct str yes;
	struct str no;
	bool of_account; /* an account has it, too */
	const char *operation;
};

/* clang-format off */
static const struct public_form forms[] = {
	{STR_INIT("PublicAccessBlockConfiguration"), STR_INIT("RestrictPublicBuckets"), STR_INIT("public-access"),
	 STR_INIT("restricted"), STR_INIT("open"), true, "s3:GetPublicAccessBlock, s3control:GetPublicAccessBlock"},
	{STR_INIT("PolicyStatus"), STR_INIT("IsPublic"), STR_INIT("policy-status"),
	 STR_INIT("public"), STR_INIT("private"), false, "s3:GetBucketPolicyStatus, s3control:GetAccessPointPolicyStatus"},
};
/* clang-format on */

enum { FORM_COUNT = sizeof(forms) / sizeof(forms[0]) };

/* The object that has the member; empty where there is none. */
static struct str object_of(struct value *value, const struct public_form *form)
{
	const struct piece *piece = value_find(value, form->within);

	if (piece != NULL)
		return skim_kind(piece->text) == JSON_OBJECT ? piece->text : STR("");
	return value_has(value, STR("ResourceArn")) && value_has(value, form->member)
		   ? value_object(value)
		   : STR("");
}

bool fits_public(struct value *value)
{
	for (size_t i = 0; i < FORM_COUNT; i++)
		if (object_of(value, &forms[i]).n > 0)
			return true;
	return false;
}

/* AWS's XML has texts where the CLI has true and false. A member that is left out is off. */
static bool is_on(struct arena *arena, struct str object, struct str member)
{
	struct str text = skim_get(arena, object, member);

	return skim_is_true(text) || str_eq_nocase(skim_text(arena, text), STR("true"));
}

void record_public_access(struct record *record, struct value *value, struct str object)
{
	struct arena *scratch = &value->in->scratch;
	struct str block = skim_get(scratch, object, forms[0].within);

	if (block.n > 0 && skim_kind(block) == JSON_OBJECT)
		record_named(record, FACT_VALUE, forms[0].name,
			     is_on(scratch, block, forms[0].member) ? forms[0].yes : forms[0].no);
}

/* The ARN of its root stands for an account. */
static bool begin(struct value *value, const struct public_form *form, struct str text,
		  struct record *record)
{
	struct arn arn;

	if (!arn_parse(text, &arn))
		return false;
	if (str_eq(arn.service, STR("s3"))) {
		record_begin(record, value->in, ENTITY_RESOURCE, text);
		resource_account(record, value);
		return true;
	}
	if (!form->of_account || !arn_is_account_id(arn.account) ||
	    !str_eq(arn.service, STR("iam")) || !str_eq(arn.resource, STR("root")))
		return false;
	record_begin(record, value->in, ENTITY_ACCOUNT, arn.account);
	return true;
}

static bool take_form(struct value *value, const struct public_form *form, struct str object,
		      struct err *err)
{
	struct place place = value_place(value, form->within);
	struct str arn = value_text(value, STR("ResourceArn"));
	struct record record;

	if (arn.n == 0)
		arn = value->source->for_arn;
	if (!begin(value, form, arn, &record))
		return value_lacks(
		    value, err, "this does not say what it is of: name a bucket with --for ARN%s",
		    form->of_account ? ", an account with --for arn:aws:iam::ID:root" : "");
	record_exists(&record);
	record_named(&record, FACT_VALUE, form->name,
		     is_on(&value->in->scratch, object, form->member) ? form->yes : form->no);
	return record_put(&record, &place, err);
}

bool take_public(struct value *value, struct err *err)
{
	for (size_t i = 0; i < FORM_COUNT; i++) {
		struct str object = object_of(value, &forms[i]);
		if (object.n > 0 && !take_form(value, &forms[i], object, err))
			return false;
	}
	return true;
}
