/* policy/public.c - what S3 calls a public policy, which its Block Public Access may void. */
#include "policy/public.h"

#include "policy/compiled.h"
#include "policy/cond.h"
#include "rolehop/policy/match.h"

/*
 * TABLE: a fixed value of one of these keys makes a statement about everyone one about some. S3 has
 * a few more (ranges of addresses, by their size): what they bind is taken as public here, so that
 * an Allow stands as "unless it is blocked".
 * Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", The meaning of
 * "public".
 */
static const struct str fixing_keys[] = {
    STR_INIT("aws:SourceArn"),	       STR_INIT("aws:SourceVpc"),
    STR_INIT("aws:SourceVpce"),	       STR_INIT("aws:SourceAccount"),
    STR_INIT("aws:SourceOwner"),       STR_INIT("aws:userid"),
    STR_INIT("aws:PrincipalArn"),      STR_INIT("aws:PrincipalOrgID"),
    STR_INIT("s3:DataAccessPointArn"), STR_INIT("s3:DataAccessPointAccount"),
};

static bool public_is_fixing_key(struct str key)
{
	for (size_t i = 0; i < sizeof(fixing_keys) / sizeof(fixing_keys[0]); i++)
		if (str_eq_nocase(key, fixing_keys[i]))
			return true;
	return false;
}

/* What of a value must be fixed: of an access point's ARN, all but its name. */
static struct str public_fixed_part(struct str key, struct str text)
{
	ptrdiff_t name = str_find(text, STR(":accesspoint/"));

	return name > 0 && str_eq_nocase(key, STR("s3:DataAccessPointArn"))
		   ? str_slice(text, 0, (size_t)name)
		   : text;
}

/* No wildcard and no variable in any of its values. */
static bool public_is_fixed(struct str key, const struct patterns *values)
{
	for (uint32_t i = 0; i < values->n; i++) {
		struct str text = public_fixed_part(key, values->items[i].text);
		if (match_has_wildcard(text) || str_find_char(text, '$') >= 0)
			return false;
	}
	return values->n > 0;
}

/* Only who has such a value meets the condition. */
static bool public_fixes(const struct condition *condition)
{
	if (!condition->op || cond_is_null(condition->op) || cond_negated(condition->op))
		return false;
	if (condition->if_exists || condition->for_all)
		return false;
	return public_is_fixing_key(condition->key) &&
	       public_is_fixed(condition->key, &condition->values);
}

/* NotPrincipal and what is not settled: perhaps. */
static enum tri public_is_everyone(const struct principals *principals)
{
	enum tri everyone = principals->negated ? TRI_UNKNOWN : TRI_NO;

	for (uint32_t i = 0; i < principals->n && !principals->negated; i++) {
		if (principals->items[i].form == FORM_EVERYONE)
			return TRI_YES;
		if (principals->items[i].form == FORM_OPEN)
			everyone = TRI_UNKNOWN;
	}
	return everyone;
}

/* Surely public is what no condition binds: of conditions that fix nothing for sure, S3 knows more.
 */
static enum tri public_statement(const struct statement *statement)
{
	enum tri everyone = public_is_everyone(&statement->principals);

	if (!statement->allow)
		return TRI_NO;
	for (uint32_t i = 0; i < statement->n_conditions; i++)
		if (public_fixes(&statement->conditions[i]))
			return TRI_NO;
	return statement->n_conditions > 0 ? tri_and(everyone, TRI_UNKNOWN) : everyone;
}

/* A document that is not there may say anything. */
static enum tri public_policy(const struct policy *policy)
{
	enum tri is_public = policy == NULL ? TRI_UNKNOWN : TRI_NO;

	for (size_t i = 0; policy != NULL && i < policy->n_statements; i++)
		is_public = tri_or(is_public, public_statement(&policy->statements[i]));
	return is_public;
}

static enum tri public_layer(const struct layer_input *layer)
{
	enum tri is_public = TRI_NO;

	for (size_t i = 0; i < layer->n_levels; i++)
		for (size_t k = 0; k < layer->levels[i].n_policies; k++)
			is_public =
			    tri_or(is_public, public_policy(layer->levels[i].policies[k].policy));
	return is_public;
}

enum public_effect public_effect(const struct question *question, bool cross_account)
{
	const struct request *request = question->request;
	const struct public_access *access = &question->public_access;
	/* a service is of no account, and is not kept out */
	bool outside = cross_account || request->caller.kind == PRINCIPAL_ANONYMOUS;
	enum tri is_public;

	if (request->closed || !outside || !str_starts_nocase(request->action, STR("s3:")) ||
	    (access->known && !access->restricted))
		return PUBLIC_STANDS;
	is_public = public_layer(&question->layers[LAYER_RESOURCE]);
	if (access->judged)
		is_public = access->is_public ? TRI_YES : TRI_NO;
	if (is_public == TRI_NO)
		return PUBLIC_STANDS;
	if (!access->known)
		return PUBLIC_MAY_BE_BLOCKED;
	return is_public == TRI_YES ? PUBLIC_BLOCKED : PUBLIC_MAY_BE_PUBLIC;
}
