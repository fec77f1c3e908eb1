/* feed/in_provider.c - identity providers of IAM, SAML and OIDC: that they are there. */
#include "feed/endpoint.h"
#include "feed/private.h"
#include "rolehop/model/arn.h"

/* TABLE: what IAM lists, and where it is in an account's ARNs. */
struct provider_row {
	struct str list;
	const char *resource;
	const char *whole; /* name of FACT_COMPLETE of the account */
};

static const struct provider_row rows[] = {
    {STR_INIT("SAMLProviderList"), "saml-provider/", "saml-providers"},
    {STR_INIT("OpenIDConnectProviderList"), "oidc-provider/", "oidc-providers"},
};

static bool is_provider(struct str text, const struct provider_row *row, struct arn *arn)
{
	return arn_parse(text, arn) && str_eq(arn->service, STR("iam")) &&
	       arn_is_account_id(arn->account) &&
	       str_starts(arn->resource, str_from(row->resource));
}

static bool put(struct value *value, const struct place *place, struct str key, struct err *err)
{
	struct record record;

	record_begin(&record, value->in, ENTITY_RESOURCE, key);
	record_exists(&record);
	return record_put(&record, place, err);
}

/* Those of the account that this import has not seen. An empty list does not say in which partition
 * the account is, and it is in one only. */
static bool end_absent(struct value *value, struct str account, const struct provider_row *row,
		       struct err *err)
{
	const struct partition *partition;

	for (size_t i = 0; (partition = partition_row(i)) != NULL; i++) {
		struct str prefix = arena_printf(&value->arena, "arn:%s:iam::%.*s:%s",
						 partition->name, STR_ARG(account), row->resource);
		if (!store_end_absent(value->in->store, ENTITY_RESOURCE, account, STR(""), prefix,
				      err))
			return false;
	}
	return true;
}

/* All of an account: neither list has pages or filters. */
static bool end_list(struct value *value, const struct place *place, struct str account,
		     const struct provider_row *row, struct err *err)
{
	struct record record;

	record_begin(&record, value->in, ENTITY_ACCOUNT, account);
	record_exists(&record);
	record_complete(&record, row->whole);
	return record_put(&record, place, err) && end_absent(value, account, row, err);
}

static bool take_list(struct value *value, const struct provider_row *row, struct err *err)
{
	struct place place = value_place(value, row->list);
	struct str account = value->source->account;
	struct vec elements;

	value_elements(value, row->list, &elements);
	for (size_t i = 0; i < elements.n; i++) {
		struct str key =
		    skim_get_text(&value->arena, *(struct str *)vec_at(&elements, i), STR("Arn"));
		struct arn arn;
		if (!is_provider(key, row, &arn))
			return place_bad(&place, err, "\"%.*s\" is no ARN of an identity provider",
					 STR_ARG(key));
		account = arn.account;
		if (!put(value, &place, key, err))
			return false;
	}
	if (!arn_is_account_id(account))
		return value_lacks(value, err,
				   "this empty list does not say of which account it is; name it "
				   "with --account ID");
	return end_list(value, &place, account, row, err);
}

bool take_saml_providers(struct value *value, struct err *err)
{
	return take_list(value, &rows[0], err);
}

bool take_oidc_providers(struct value *value, struct err *err)
{
	return take_list(value, &rows[1], err);
}

/* get-open-id-connect-provider names its URL, whose host and path end the ARN. */
bool take_oidc_provider(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("Url"));
	struct str key = value->source->for_arn;
	struct str url = value_text(value, STR("Url"));
	struct arn arn;

	if (str_starts(url, STR("https://")))
		url = str_skip(url, STR("https://").n);
	if (!is_provider(key, &rows[1], &arn) && arn_is_account_id(value->source->account))
		key = arena_printf(&value->arena, "arn:%s:iam::%.*s:oidc-provider/%.*s",
				   partition_of(value->source->region)->name,
				   STR_ARG(value->source->account), STR_ARG(url));
	if (!is_provider(key, &rows[1], &arn))
		return value_lacks(value, err,
				   "this does not say of which account the provider is; name it "
				   "with --account ID or --for ARN");
	return put(value, &place, key, err);
}

bool take_saml_provider(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("SAMLMetadataDocument"));
	struct str key = value->source->for_arn;
	struct arn arn;

	if (!is_provider(key, &rows[0], &arn))
		return value_lacks(
		    value, err, "this does not say which provider it is; name it with --for ARN");
	return put(value, &place, key, err);
}
