/* feed/collect.c - what iam-collect made of one resource, put together as AWS's own answers have
 * it.
 */
#include "feed/collect.h"

#include <sys/stat.h>

#include "rolehop/model/arn.h"

/*
 * The layout: aws/PARTITION/accounts/ID/SERVICE[/REGION][/TYPE]/NAME/ with metadata.json, which
 * names the ARN, and what holds the rest beside it; aws/PARTITION/organizations/ID. Paths are in
 * lower case, so they tell nothing but account and region. What is empty has no file.
 * Source: github.com/cloud-copilot/iam-collect, docs/Storage.md, "Storage Layout Explained".
 */

enum { TEXT_MAX = 16 << 20 };

/* ---- which file it is -------------------------------------------------------------------- */

static bool next_folder(struct str *rest, struct str *part)
{
	ptrdiff_t slash = str_find_char(*rest, '/');

	if (slash < 0)
		return false;
	*part = str_slice(*rest, 0, (size_t)slash);
	*rest = str_skip(*rest, (size_t)slash + 1);
	return true;
}

/* Is there aws/PARTITION/accounts/ID or .../organizations/ID in the path? `inside` is what follows.
 */
static bool is_inside(struct str path, bool *organization, struct str *inside)
{
	struct str part[4] = {{NULL, 0}};
	struct str rest = path;
	struct str one;

	while (next_folder(&rest, &one)) {
		part[0] = part[1];
		part[1] = part[2];
		part[2] = part[3];
		part[3] = one;
		*organization = str_eq(part[2], STR("organizations"));
		*inside = rest;
		if (str_eq(part[0], STR("aws")) && str_starts(part[1], STR("aws")) &&
		    ((str_eq(part[2], STR("accounts")) && arn_is_account_id(part[3])) ||
		     (*organization && str_starts(part[3], STR("o-")))))
			return true;
	}
	return false;
}

static bool exists(struct arena *arena, struct str path)
{
	struct stat is;

	return stat(arena_cstr(arena, path), &is) == 0 && S_ISREG(is.st_mode);
}

static struct str folder_of(struct str path)
{
	ptrdiff_t slash = str_find_last_char(path, '/');

	return slash < 0 ? STR(".") : str_slice(path, 0, (size_t)slash);
}

enum collected collect_kind(struct arena *arena, struct str path)
{
	struct str folder = folder_of(path);
	struct str base = str_skip(path, folder.n + 1);
	struct str inside;
	bool organization = false;

	if (!str_ends(base, STR(".json")) || !is_inside(path, &organization, &inside))
		return COLLECTED_NOT;
	if (organization) {
		struct str top = str_slice(path, 0, path.n - inside.n);
		if (str_eq(inside, STR("metadata.json")))
			return COLLECTED_ORGANIZATION;
		return exists(arena, arena_printf(arena, "%.*smetadata.json", STR_ARG(top)))
			   ? COLLECTED_PART
			   : COLLECTED_NOT;
	}
	if (str_eq(base, STR("metadata.json")))
		return COLLECTED_RESOURCE;
	return exists(arena, arena_printf(arena, "%.*s/metadata.json", STR_ARG(folder)))
		   ? COLLECTED_PART
		   : COLLECTED_NOT;
}

/* ---- files of one folder ----------------------------------------------------------------- */

/* All of a JSON file, checked. */
static bool read_checked(struct intake *in, struct input *input, struct str *text, bool *has,
			 struct err *err)
{
	bool ok = true;

	*text = str_trim(to_utf8(&in->file, input->head, &ok));
	*has = text->n > 0;
	if (!input->whole)
		return err_set(err, ERR_INPUT, "%.*s: larger than any policy is",
			       STR_ARG(input->source->name));
	return !*has || file_check(in, input, err);
}

bool collect_read(struct intake *in, struct str folder, const char *name, struct str *text,
		  bool *has, struct err *err)
{
	struct str path = arena_printf(&in->file, "%.*s/%s", STR_ARG(folder), name);
	struct source source;
	struct input input;
	bool done = false;

	*has = false;
	if (!exists(&in->file, path))
		return true;
	source_describe(&in->file, in->options, path, &source);
	if (!input_open(in, &source, path.p, &input, err))
		return false;
	done = read_checked(in, &input, text, has, err);
	input_close(&input);
	return done;
}

/* ---- identities and policies ------------------------------------------------------------- */

struct building {
	struct intake *in;
	struct str folder;
	struct str metadata;
	struct buf buf;
	struct err *err;
};

static void add_text(struct building *b, const char *name, const char *member)
{
	struct str text = skim_get_text(&b->in->file, b->metadata, str_from(member));

	if (text.n == 0)
		return;
	buf_printf(&b->buf, ",\"%s\":", name);
	json_write_str(&b->buf, text);
}

/* The member NAME is the JSON of a file; `otherwise` where there is none. */
static bool add_file(struct building *b, const char *name, const char *file, const char *otherwise)
{
	struct str text;
	bool has = false;

	if (!collect_read(b->in, b->folder, file, &text, &has, b->err))
		return false;
	if (!has && otherwise == NULL)
		return true;
	return buf_printf(&b->buf, ",\"%s\":", name) &&
	       buf_add(&b->buf, has ? text : str_from(otherwise));
}

static struct str last_part(struct str arn)
{
	ptrdiff_t slash = str_find_last_char(arn, '/');

	return slash < 0 ? arn : str_skip(arn, (size_t)slash + 1);
}

/* A list of ARNs as a list of {"MEMBER": ARN}, or of the names at their ends. */
static bool add_arns(struct building *b, const char *name, const char *file, const char *member)
{
	struct str list = {NULL, 0};
	struct str none, element;
	struct skim it;
	bool has = false, first = true;

	if (!collect_read(b->in, b->folder, file, &list, &has, b->err))
		return false;
	buf_printf(&b->buf, ",\"%s\":[", name);
	skim_begin(&it, &b->in->file, has ? list : STR("[]"));
	while (skim_next(&it, &none, &element)) {
		struct str arn = skim_text(&b->in->file, element);
		buf_add_cstr(&b->buf, first ? "" : ",");
		first = false;
		if (member != NULL)
			buf_printf(&b->buf, "{\"%s\":", member);
		json_write_str(&b->buf, member != NULL ? arn : last_part(arn));
		buf_add_cstr(&b->buf, member != NULL ? "}" : "");
	}
	return buf_add_char(&b->buf, ']');
}

static bool add_tags(struct building *b)
{
	struct str map = {NULL, 0};
	struct str key, tag;
	struct skim it;
	bool has = false, first = true;

	if (!collect_read(b->in, b->folder, "tags.json", &map, &has, b->err))
		return false;
	buf_add_cstr(&b->buf, ",\"Tags\":[");
	skim_begin(&it, &b->in->file, has ? map : STR("{}"));
	while (skim_next(&it, &key, &tag)) {
		buf_add_cstr(&b->buf, first ? "{\"Key\":" : ",{\"Key\":");
		first = false;
		json_write_str(&b->buf, key);
		buf_add_cstr(&b->buf, ",\"Value\":");
		json_write_str(&b->buf, skim_text(&b->in->file, tag));
		buf_add_char(&b->buf, '}');
	}
	return buf_add_char(&b->buf, ']');
}

static void add_boundary(struct building *b)
{
	struct str arn = skim_get_text(&b->in->file, b->metadata, STR("permissionBoundary"));

	if (arn.n == 0)
		return;
	buf_add_cstr(&b->buf, ",\"PermissionsBoundary\":{\"PermissionsBoundaryArn\":");
	json_write_str(&b->buf, arn);
	buf_add_char(&b->buf, '}');
}

/* Its lists came from get-account-authorization-details: what has no file is empty. */
static bool add_identity(struct building *b, const struct arn *arn)
{
	bool role = arn_is_role(arn), user = arn_is_user(arn);
	const char *word = role ? "Role" : user ? "User" : "Group";
	struct str list = arena_printf(&b->in->file, "%sPolicyList", word);

	add_text(b, arena_printf(&b->in->file, "%sName", word).p, "name");
	add_text(b, arena_printf(&b->in->file, "%sId", word).p, "id");
	add_text(b, "Path", "path");
	add_boundary(b);
	return (!role || add_file(b, "AssumeRolePolicyDocument", "trust-policy.json", NULL)) &&
	       add_file(b, list.p, "inline-policies.json", "[]") &&
	       add_arns(b, "AttachedManagedPolicies", "managed-policies.json", "PolicyArn") &&
	       (!user || add_arns(b, "GroupList", "groups.json", NULL)) && add_tags(b);
}

static bool add_managed(struct building *b)
{
	add_text(b, "PolicyName", "name");
	add_text(b, "PolicyId", "id");
	add_text(b, "Path", "path");
	buf_add_cstr(&b->buf, ",\"PolicyVersionList\":[{\"IsDefaultVersion\":true");
	return add_file(b, "Document", "current-policy.json", NULL) && buf_add_cstr(&b->buf, "}]");
}

/* The list of one that `--query` would leave of the details; it completes no kind. */
static bool build_listed(struct building *b, const struct arn *arn, struct str text)
{
	bool identity = !str_starts(arn->resource, STR("policy/"));

	buf_add_cstr(&b->buf, "[{\"Arn\":");
	json_write_str(&b->buf, text);
	return (identity ? add_identity(b, arn) : add_managed(b)) && buf_add_cstr(&b->buf, "}]");
}

/* ---- resources --------------------------------------------------------------------------- */

/* Without a policy's file nothing says whether it has none, or could not be read. */
static bool resource_exists(struct building *b, const struct source *source, struct str arn)
{
	struct place place = {source, {NULL, 0}, -1, {NULL, 0}, 1, 1};
	struct record record;

	record_begin(&record, b->in, ENTITY_RESOURCE, arn);
	record_exists(&record);
	record.put.account = source->account;
	return record_put(&record, &place, b->err);
}

static bool build_resource(struct building *b, const struct source *source, struct str arn)
{
	struct str policy;
	bool has = false;

	if (!collect_read(b->in, b->folder, "policy.json", &policy, &has, b->err))
		return false;
	if (!has)
		return resource_exists(b, source, arn);
	buf_add_cstr(&b->buf, "{\"ResourceArn\":");
	json_write_str(&b->buf, arn);
	buf_add_cstr(&b->buf, ",\"Policy\":");
	return buf_add(&b->buf, policy) && buf_add_char(&b->buf, '}');
}

static bool is_listed(const struct arn *arn)
{
	return str_eq(arn->service, STR("iam")) &&
	       (arn_is_role(arn) || arn_is_user(arn) || str_starts(arn->resource, STR("group/")) ||
		str_starts(arn->resource, STR("policy/")));
}

static bool build(struct building *b, const struct source *source)
{
	struct str text = skim_get_text(&b->in->file, b->metadata, STR("arn"));
	struct arn arn;

	if (!arn_parse(text, &arn))
		return true;
	if (is_listed(&arn))
		return build_listed(b, &arn, text);
	return str_eq(arn.service, STR("iam")) || build_resource(b, source, text);
}

bool collect_take(struct intake *in, struct input *input, bool *understood, struct err *err)
{
	struct source *source = input->source;
	struct place place = {source, {NULL, 0}, -1, {NULL, 0}, 1, 1};
	struct building b = {.in = in, .folder = folder_of(source->name), .err = err};
	struct str text;
	bool has = false;

	if (!read_checked(in, input, &b.metadata, &has, err))
		return false;
	buf_init(&b.buf, &in->file, TEXT_MAX);
	if (has && source->collected == COLLECTED_ORGANIZATION) {
		if (!collect_organization(in, b.folder, b.metadata, &text, err))
			return false;
	} else {
		if (has && !build(&b, source))
			return false;
		text = buf_str(&b.buf);
	}
	*understood = true;
	return text.n == 0 || value_of_text(in, &place, text, text, understood, err);
}
