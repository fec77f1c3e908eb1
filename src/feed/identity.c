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

/* What one kind of list has in an element. */
static bool read_tag(struct record *record, const struct place *place, struct str tag,
		     struct err *err)
{
	static const struct str keys[] = {STR_INIT("Key"), STR_INIT("Value"), STR_INIT("key"),
					  STR_INIT("value")};
	struct arena *scratch = &record->in->scratch;
	struct str values[4];

	skim_pick(scratch, tag, keys, values, 4);
	if (values[0].n == 0) {
		values[0] = values[2];
		values[1] = values[3];
	}
	if (skim_text(scratch, values[0]).n == 0)
		return place_bad(place, err, "a tag has no Key");
	record_named(record, FACT_TAG, skim_text(scratch, values[0]),
		     skim_text(scratch, values[1]));
	return true;
}

bool read_tags(struct record *record, const struct place *place, struct skim *it, struct err *err)
{
	struct skim inside;
	struct str none;

	skim_enter(it, &inside);
	while (skim_name(&inside, &none)) {
		if (!read_tag(record, place, skim_value(&inside), err))
			return false;
	}
	skim_leave(it, &inside);
	record_replaces(record, FACT_TAG);
	record_complete(record, "tags");
	return true;
}

/* ---- members: each passes over its value ------------------------------------------------- */

static struct str text_of(struct identity *identity, struct skim *it)
{
	return skim_text(&identity->record.in->scratch, skim_value(it));
}

static bool read_arn(struct identity *identity, struct skim *it, struct err *err)
{
	identity->arn = text_of(identity, it);
	return identity->arn.n > 0 || place_bad(identity->place, err, "Arn is empty");
}

static bool read_name(struct identity *identity, struct skim *it, struct err *err)
{
	(void)err;
	identity->name = text_of(identity, it);
	return true;
}

static bool read_path(struct identity *identity, struct skim *it, struct err *err)
{
	(void)err;
	record_value(&identity->record, FACT_PATH, text_of(identity, it));
	return true;
}

static bool read_id(struct identity *identity, struct skim *it, struct err *err)
{
	(void)err;
	record_value(&identity->record, FACT_UNIQUE_ID, text_of(identity, it));
	return true;
}

static bool read_trust(struct identity *identity, struct skim *it, struct err *err)
{
	struct str document;

	if (!document_of(identity->record.in, identity->place, "AssumeRolePolicyDocument",
			 skim_value(it), &document, &identity->trust, err))
		return false;
	if (identity->trust)
		record_document(&identity->record, FACT_TRUST, STR(""), document);
	return true;
}

static bool read_inline(struct identity *identity, struct skim *it, struct err *err)
{
	struct arena *scratch = &identity->record.in->scratch;
	struct str name = {NULL, 0};
	struct str value = {NULL, 0};
	struct skim inside;
	struct str key;
	struct str document;
	bool has = false;

	skim_enter(it, &inside);
	while (skim_name(&inside, &key)) {
		struct str member = skim_value(&inside);
		if (str_eq(key, STR("PolicyName")))
			name = skim_text(scratch, member);
		else if (str_eq(key, STR("PolicyDocument")))
			value = member;
	}
	skim_leave(it, &inside);
	if (name.n == 0)
		return place_bad(identity->place, err, "an inline policy has no PolicyName");
	if (!document_of(identity->record.in, identity->place,
			 arena_printf(scratch, "inline policy %.*s", STR_ARG(name)).p, value,
			 &document, &has, err))
		return false;
	if (has)
		record_document(&identity->record, FACT_INLINE, name, document);
	else
		record_named(&identity->record, FACT_INLINE, name, STR(""));
	return true;
}

static bool read_inlines(struct identity *identity, struct skim *it, struct err *err)
{
	struct skim inside;
	struct str none;

	skim_enter(it, &inside);
	while (skim_name(&inside, &none)) {
		if (!read_inline(identity, &inside, err))
			return false;
	}
	skim_leave(it, &inside);
	identity->inlines = true;
	record_replaces(&identity->record, FACT_INLINE);
	return true;
}

static bool read_attachments(struct identity *identity, struct skim *it, struct err *err)
{
	struct arena *scratch = &identity->record.in->scratch;
	struct skim inside;
	struct str none;

	skim_enter(it, &inside);
	while (skim_name(&inside, &none)) {
		struct str arn = skim_get_text(scratch, skim_value(&inside), STR("PolicyArn"));
		if (arn.n == 0)
			return place_bad(identity->place, err,
					 "an attached policy has no PolicyArn");
		record_named(&identity->record, FACT_ATTACHED, arn, STR(""));
	}
	skim_leave(it, &inside);
	identity->attached = true;
	record_replaces(&identity->record, FACT_ATTACHED);
	return true;
}

static bool read_boundary(struct identity *identity, struct skim *it, struct err *err)
{
	struct str arn = skim_get_text(&identity->record.in->scratch, skim_value(it),
				       STR("PermissionsBoundaryArn"));

	if (arn.n == 0)
		return place_bad(identity->place, err,
				 "PermissionsBoundary has no PermissionsBoundaryArn");
	record_value(&identity->record, FACT_BOUNDARY, arn);
	return true;
}

static bool read_tag_list(struct identity *identity, struct skim *it, struct err *err)
{
	identity->tags = true;
	return read_tags(&identity->record, identity->place, it, err);
}

static bool read_groups(struct identity *identity, struct skim *it, struct err *err)
{
	struct skim inside;
	struct str none;

	(void)err;
	skim_enter(it, &inside);
	while (skim_name(&inside, &none))
		record_named(&identity->record, FACT_GROUP, text_of(identity, &inside), STR(""));
	skim_leave(it, &inside);
	identity->groups = true;
	record_replaces(&identity->record, FACT_GROUP);
	return true;
}

static bool read_last_used(struct identity *identity, struct skim *it, struct err *err)
{
	(void)err;
	record_value(
	    &identity->record, FACT_LAST_USED,
	    skim_get_text(&identity->record.in->scratch, skim_value(it), STR("LastUsedDate")));
	return true;
}

/* A member of an identity. Source: IAM API Reference, "RoleDetail", "UserDetail", "GroupDetail",
 * "Role". */
struct member {
	struct str key;
	enum json_kind kind; /* JSON_NULL: any */
	bool (*read)(struct identity *identity, struct skim *it, struct err *err);
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

static const struct member *member_of(struct str key)
{
	for (size_t i = 0; i < MEMBER_COUNT; i++) {
		if (str_eq(members[i].key, key))
			return &members[i];
	}
	return NULL;
}

static bool identity_member(struct identity *identity, struct str key, struct skim *it,
			    struct err *err)
{
	const struct member *member = member_of(key);
	enum json_kind kind = skim_peek(it);

	if (member == NULL || (member->kind != JSON_NULL && kind == JSON_NULL)) {
		skim_value(it);
		return true;
	}
	if (member->kind != JSON_NULL && kind != member->kind)
		return place_bad(identity->place, err, "%.*s is not of the kind expected",
				 STR_ARG(key));
	return member->read(identity, it, err);
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

	if (skim_kind(object) != JSON_OBJECT)
		return place_bad(place, err, "this is no %s: an object is expected",
				 entity_kind_word(kind));
	record_begin(&identity.record, value->in, kind, STR(""));
	record_exists(&identity.record);
	skim_begin(&it, &value->in->scratch, object);
	while (skim_name(&it, &key)) {
		if (!identity_member(&identity, key, &it, err))
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
