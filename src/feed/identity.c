/* feed/identity.c - roles, users and groups of IAM, as all of its answers describe them. */
#include "feed/private.h"
#include "rolehop/model/arn.h"

/* What has been read of one identity so far. */
struct identity {
	struct record record;
	const struct place *place;
	struct str arn;
	struct str name;
	bool trust;
	bool inlines;
	bool attached;
	bool groups;
	bool tags;
};

bool read_tags(struct record *record, const struct place *place, struct str list, struct err *err)
{
	struct arena *scratch = &record->in->scratch;
	struct skim it;
	struct str none;
	struct str tag;

	skim_begin(&it, scratch, list);
	while (skim_next(&it, &none, &tag)) {
		struct str key = skim_get_text(scratch, tag, STR("Key"));
		struct str value = skim_get_text(scratch, tag, STR("Value"));
		if (key.n == 0)
			key = skim_get_text(scratch, tag, STR("key"));
		if (value.n == 0)
			value = skim_get_text(scratch, tag, STR("value"));
		if (key.n == 0)
			return place_bad(place, err, "a tag has no Key");
		record_named(record, FACT_TAG, key, value);
	}
	record_replaces(record, FACT_TAG);
	record_complete(record, "tags");
	return true;
}

bool read_attached(struct record *record, const struct place *place, struct str list,
		   struct err *err)
{
	struct arena *scratch = &record->in->scratch;
	struct skim it;
	struct str none;
	struct str policy;

	skim_begin(&it, scratch, list);
	while (skim_next(&it, &none, &policy)) {
		struct str arn = skim_get_text(scratch, policy, STR("PolicyArn"));
		if (arn.n == 0)
			return place_bad(place, err, "an attached policy has no PolicyArn");
		record_named(record, FACT_ATTACHED, arn, STR(""));
	}
	record_replaces(record, FACT_ATTACHED);
	return true;
}

/* ---- members --------------------------------------------------------------------------------- */

static bool read_arn(struct identity *identity, struct str value, struct err *err)
{
	identity->arn = skim_text(&identity->record.in->scratch, value);
	return identity->arn.n > 0 || place_bad(identity->place, err, "Arn is no text");
}

static bool read_name(struct identity *identity, struct str value, struct err *err)
{
	(void)err;
	identity->name = skim_text(&identity->record.in->scratch, value);
	return true;
}

static bool read_path(struct identity *identity, struct str value, struct err *err)
{
	(void)err;
	record_value(&identity->record, FACT_PATH, skim_text(&identity->record.in->scratch, value));
	return true;
}

static bool read_id(struct identity *identity, struct str value, struct err *err)
{
	(void)err;
	record_value(&identity->record, FACT_UNIQUE_ID,
		     skim_text(&identity->record.in->scratch, value));
	return true;
}

static bool read_trust(struct identity *identity, struct str value, struct err *err)
{
	struct str document;

	if (!document_of(identity->record.in, identity->place, "AssumeRolePolicyDocument", value,
			 &document, &identity->trust, err))
		return false;
	if (identity->trust)
		record_document(&identity->record, FACT_TRUST, STR(""), document);
	return true;
}

static bool read_inline(struct identity *identity, struct str policy, struct err *err)
{
	static const struct str keys[] = {STR_INIT("PolicyName"), STR_INIT("PolicyDocument")};
	struct arena *scratch = &identity->record.in->scratch;
	struct str values[2];
	struct str name;
	struct str document;
	bool has = false;

	skim_pick(scratch, policy, keys, values, 2);
	name = skim_text(scratch, values[0]);
	if (name.n == 0)
		return place_bad(identity->place, err, "an inline policy has no PolicyName");
	if (!document_of(identity->record.in, identity->place,
			 arena_printf(scratch, "inline policy %.*s", STR_ARG(name)).p, values[1],
			 &document, &has, err))
		return false;
	if (has)
		record_document(&identity->record, FACT_INLINE, name, document);
	else
		record_named(&identity->record, FACT_INLINE, name, STR(""));
	return true;
}

static bool read_inlines(struct identity *identity, struct str list, struct err *err)
{
	struct skim it;
	struct str none;
	struct str policy;

	skim_begin(&it, &identity->record.in->scratch, list);
	while (skim_next(&it, &none, &policy)) {
		if (!read_inline(identity, policy, err))
			return false;
	}
	identity->inlines = true;
	record_replaces(&identity->record, FACT_INLINE);
	return true;
}

static bool read_attachments(struct identity *identity, struct str list, struct err *err)
{
	identity->attached = true;
	return read_attached(&identity->record, identity->place, list, err);
}

static bool read_boundary(struct identity *identity, struct str value, struct err *err)
{
	struct str arn =
	    skim_get_text(&identity->record.in->scratch, value, STR("PermissionsBoundaryArn"));

	if (arn.n == 0 && skim_kind(value) != JSON_NULL)
		return place_bad(identity->place, err,
				 "PermissionsBoundary has no PermissionsBoundaryArn");
	record_value(&identity->record, FACT_BOUNDARY, arn);
	return true;
}

static bool read_tag_list(struct identity *identity, struct str list, struct err *err)
{
	identity->tags = true;
	return read_tags(&identity->record, identity->place, list, err);
}

static bool read_groups(struct identity *identity, struct str list, struct err *err)
{
	struct arena *scratch = &identity->record.in->scratch;
	struct skim it;
	struct str none;
	struct str group;

	(void)err;
	skim_begin(&it, scratch, list);
	while (skim_next(&it, &none, &group))
		record_named(&identity->record, FACT_GROUP, skim_text(scratch, group), STR(""));
	identity->groups = true;
	record_replaces(&identity->record, FACT_GROUP);
	return true;
}

static bool read_last_used(struct identity *identity, struct str value, struct err *err)
{
	(void)err;
	record_value(&identity->record, FACT_LAST_USED,
		     skim_get_text(&identity->record.in->scratch, value, STR("LastUsedDate")));
	return true;
}

/* A member of an identity. Source: IAM API Reference, "RoleDetail", "UserDetail", "GroupDetail",
 * "Role". */
struct member {
	struct str key;
	enum json_kind kind;
	bool (*read)(struct identity *identity, struct str value, struct err *err);
};

/* clang-format off */
static const struct member members[] = {
	{STR_INIT("Arn"), JSON_STRING, read_arn},
	{STR_INIT("RoleName"), JSON_STRING, read_name},
	{STR_INIT("UserName"), JSON_STRING, read_name},
	{STR_INIT("GroupName"), JSON_STRING, read_name},
	{STR_INIT("Path"), JSON_STRING, read_path},
	{STR_INIT("RoleId"), JSON_STRING, read_id},
	{STR_INIT("UserId"), JSON_STRING, read_id},
	{STR_INIT("GroupId"), JSON_STRING, read_id},
	{STR_INIT("AssumeRolePolicyDocument"), JSON_NULL, read_trust},
	{STR_INIT("RolePolicyList"), JSON_ARRAY, read_inlines},
	{STR_INIT("UserPolicyList"), JSON_ARRAY, read_inlines},
	{STR_INIT("GroupPolicyList"), JSON_ARRAY, read_inlines},
	{STR_INIT("AttachedManagedPolicies"), JSON_ARRAY, read_attachments},
	{STR_INIT("PermissionsBoundary"), JSON_OBJECT, read_boundary},
	{STR_INIT("Tags"), JSON_ARRAY, read_tag_list},
	{STR_INIT("GroupList"), JSON_ARRAY, read_groups},
	{STR_INIT("RoleLastUsed"), JSON_OBJECT, read_last_used},
};
/* clang-format on */

enum { MEMBER_COUNT = sizeof(members) / sizeof(members[0]) };

static bool identity_member(struct identity *identity, struct str key, struct str value,
			    struct err *err)
{
	for (size_t i = 0; i < MEMBER_COUNT; i++) {
		if (!str_eq(members[i].key, key))
			continue;
		if (members[i].kind != JSON_NULL && skim_kind(value) == JSON_NULL)
			return true;
		if (members[i].kind != JSON_NULL && skim_kind(value) != members[i].kind)
			return place_bad(identity->place, err, "%.*s is not of the kind expected",
					 STR_ARG(key));
		return members[i].read(identity, value, err);
	}
	return true;
}

static bool arn_fits(enum entity_kind kind, const struct arn *arn)
{
	if (kind == ENTITY_ROLE)
		return arn_is_role(arn);
	if (kind == ENTITY_USER)
		return arn_is_user(arn);
	return str_eq(arn->service, STR("iam")) && str_starts(arn->resource, STR("group/"));
}

static bool identity_arn(struct identity *identity, struct str *account, struct err *err)
{
	const char *word = entity_kind_word(identity->record.put.kind);
	struct arn arn;

	if (identity->arn.n == 0)
		return place_bad(identity->place, err, "this %s has no Arn", word);
	if (!arn_parse(identity->arn, &arn) || !arn_fits(identity->record.put.kind, &arn) ||
	    !arn_is_account_id(arn.account))
		return place_bad(identity->place, err, "\"%.*s\" is no ARN of a %s",
				 STR_ARG(identity->arn), word);
	*account = arn.account;
	return true;
}

/* What the answer's depth says beyond its members: what it does not mention is not there. */
static void identity_complete(struct identity *identity, enum identity_depth depth)
{
	struct record *record = &identity->record;
	bool user = record->put.kind == ENTITY_USER;
	bool group = record->put.kind == ENTITY_GROUP;

	/* IAM leaves UserPolicyList out of the details of users who have no inline policy. */
	if (depth == IDENTITY_DETAIL && (identity->inlines || user) && identity->attached &&
	    (!user || identity->groups))
		record_complete(record, "policies");
	if (depth == IDENTITY_LISTED || group)
		return;
	record_replaces(record, FACT_BOUNDARY);
	record_complete(record, "boundary");
	if (depth == IDENTITY_GOT && !identity->tags) {
		record_replaces(record, FACT_TAG);
		record_complete(record, "tags");
	}
}

bool identity_put(struct value *value, const struct place *place, enum entity_kind kind,
		  enum identity_depth depth, struct str object, struct str *account,
		  struct err *err)
{
	struct identity identity = {.place = place};
	struct skim it;
	struct str key;
	struct str member;

	if (skim_kind(object) != JSON_OBJECT)
		return place_bad(place, err, "this is no %s: an object is expected",
				 entity_kind_word(kind));
	record_begin(&identity.record, value->in, kind, STR(""));
	record_exists(&identity.record);
	skim_begin(&it, &value->in->scratch, object);
	while (skim_next(&it, &key, &member)) {
		if (!identity_member(&identity, key, member, err))
			return false;
	}
	if (!identity_arn(&identity, account, err))
		return false;
	if (kind == ENTITY_ROLE && !identity.trust && depth != IDENTITY_LISTED)
		return place_bad(place, err, "role %.*s has no AssumeRolePolicyDocument",
				 STR_ARG(identity.arn));
	identity_complete(&identity, depth);
	identity.record.put.key = identity.arn;
	identity.record.put.name = identity.name;
	return record_put(&identity.record, place, err);
}
