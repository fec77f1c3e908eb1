/* feed/collect_organization.c - an organization as iam-collect keeps it, as one organization.json.
 */
#include <sys/stat.h>

#include "feed/collect.h"

enum { TEXT_MAX = 64 << 20 };

struct joining {
	struct intake *in;
	struct str folder;
	struct str ous;	     /* {OU or root: {"parent", "scps": [ARN], "rcps": [ARN]}} */
	struct str accounts; /* {ACCOUNT: {"ou", "scps", "rcps"}} */
	struct buf buf;
	struct err *err;
};

static struct str last_part(struct str arn)
{
	ptrdiff_t slash = str_find_last_char(arn, '/');

	return slash < 0 ? arn : str_skip(arn, (size_t)slash + 1);
}

static void add_member(struct joining *j, const char *name, struct str text)
{
	if (text.n == 0)
		return;
	buf_printf(&j->buf, ",\"%s\":", name);
	json_write_str(&j->buf, text);
}

static bool add_ous(struct joining *j, struct str root)
{
	struct str id, ou, metadata = {NULL, 0};
	struct skim it;
	bool first = true, has = false;

	buf_add_cstr(&j->buf, ",\"OrganizationalUnits\":[");
	skim_begin(&it, &j->in->file, j->ous);
	while (skim_next(&it, &id, &ou)) {
		struct str own =
		    arena_printf(&j->in->file, "%.*s/ous/%.*s", STR_ARG(j->folder), STR_ARG(id));
		if (str_eq(id, root))
			continue;
		if (!collect_read(j->in, own, "metadata.json", &metadata, &has, j->err))
			return false;
		buf_add_cstr(&j->buf, first ? "{\"Id\":" : ",{\"Id\":");
		first = false;
		json_write_str(&j->buf, id);
		if (has)
			add_member(j, "Name", skim_get_text(&j->in->file, metadata, STR("name")));
		add_member(j, "ParentId", skim_get_text(&j->in->file, ou, STR("parent")));
		buf_add_char(&j->buf, '}');
	}
	return buf_add_char(&j->buf, ']');
}

static void add_accounts(struct joining *j)
{
	struct str id, account;
	struct skim it;
	bool first = true;

	buf_add_cstr(&j->buf, ",\"Accounts\":[");
	skim_begin(&it, &j->in->file, j->accounts);
	while (skim_next(&it, &id, &account)) {
		buf_add_cstr(&j->buf, first ? "{\"Id\":" : ",{\"Id\":");
		first = false;
		json_write_str(&j->buf, id);
		add_member(j, "ParentId", skim_get_text(&j->in->file, account, STR("ou")));
		buf_add_char(&j->buf, '}');
	}
	buf_add_char(&j->buf, ']');
}

/* ---- policies ---------------------------------------------------------------------------- */

static bool lists(struct arena *arena, struct str list, struct str arn)
{
	struct str none, element;
	struct skim it;

	skim_begin(&it, arena, list);
	while (skim_next(&it, &none, &element))
		if (str_eq(skim_text(arena, element), arn))
			return true;
	return false;
}

static void add_targets_of(struct joining *j, struct str map, const char *type, struct str arn,
			   bool *first)
{
	struct str id, target;
	struct skim it;

	skim_begin(&it, &j->in->file, map);
	while (skim_next(&it, &id, &target)) {
		if (!lists(&j->in->file, skim_get(&j->in->file, target, str_from(type)), arn))
			continue;
		buf_add_cstr(&j->buf, *first ? "" : ",");
		*first = false;
		json_write_str(&j->buf, id);
	}
}

struct policy_folder {
	const char *name; /* of the folder, and of the lists of what is attached */
	const char *type;
};

static const struct policy_folder folders[] = {
    {"scps", "SERVICE_CONTROL_POLICY"},
    {"rcps", "RESOURCE_CONTROL_POLICY"},
};

static bool add_policy(struct joining *j, const struct policy_folder *folder, struct str path,
		       bool *first)
{
	struct str metadata = {NULL, 0}, content = {NULL, 0}, arn;
	bool has = false, has_content = false, first_target = true;

	if (!collect_read(j->in, path, "metadata.json", &metadata, &has, j->err) ||
	    !collect_read(j->in, path, "policy.json", &content, &has_content, j->err))
		return false;
	arn = has ? skim_get_text(&j->in->file, metadata, STR("arn")) : STR("");
	if (arn.n == 0)
		return true;
	buf_add_cstr(&j->buf, *first ? "{\"Id\":" : ",{\"Id\":");
	*first = false;
	json_write_str(&j->buf, last_part(arn));
	add_member(j, "Name", skim_get_text(&j->in->file, metadata, STR("name")));
	add_member(j, "Type", str_from(folder->type));
	if (has_content) {
		buf_add_cstr(&j->buf, ",\"Content\":");
		buf_add(&j->buf, content);
	}
	buf_add_cstr(&j->buf, ",\"Targets\":[");
	add_targets_of(j, j->ous, folder->name, arn, &first_target);
	add_targets_of(j, j->accounts, folder->name, arn, &first_target);
	return buf_add_cstr(&j->buf, "]}");
}

/* Also where nothing says which types are on. */
static bool may_be_enabled(struct joining *j, struct str metadata, const char *type)
{
	struct str features = skim_get(&j->in->file, metadata, STR("features"));

	return skim_kind(features) != JSON_OBJECT ||
	       skim_is_true(skim_get(&j->in->file, features, str_from(type)));
}

/* An enabled type has at least the policy that allows everything: without, its files are missing.
 */
static bool add_folder(struct joining *j, const struct policy_folder *folder, struct str metadata,
		       bool *first)
{
	struct str path = arena_printf(&j->in->file, "%.*s/%s", STR_ARG(j->folder), folder->name);
	struct vec names;
	struct stat is;
	size_t before = j->buf.n;

	vec_init(&names, &j->in->file, sizeof(struct str));
	if (stat(path.p, &is) == 0 && S_ISDIR(is.st_mode) && !walk_names(path.p, &names, j->err))
		return false;
	for (size_t i = 0; i < names.n; i++) {
		struct str own = arena_printf(&j->in->file, "%.*s/%.*s", STR_ARG(path),
					      STR_ARG(*(struct str *)vec_at(&names, i)));
		if (!add_policy(j, folder, own, first))
			return false;
	}
	if (j->buf.n == before && may_be_enabled(j, metadata, folder->type))
		return err_set(j->err, ERR_INPUT,
			       "%.*s/metadata.json: line 1, column 1: it does not say that %s is "
			       "off, and there is no policy in %s: the folder is not whole",
			       STR_ARG(j->folder), folder->type, path.p);
	return true;
}

static bool add_policies(struct joining *j, struct str metadata)
{
	bool first = true;

	buf_add_cstr(&j->buf, ",\"Policies\":[");
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (!add_folder(j, &folders[i], metadata, &first))
			return false;
	return buf_add_char(&j->buf, ']');
}

/* ---- all of it --------------------------------------------------------------------------- */

static bool read_maps(struct joining *j)
{
	bool has_ous = false, has_accounts = false;

	if (!collect_read(j->in, j->folder, "ous.json", &j->ous, &has_ous, j->err) ||
	    !collect_read(j->in, j->folder, "accounts.json", &j->accounts, &has_accounts, j->err))
		return false;
	return (has_ous && has_accounts) ||
	       err_set(j->err, ERR_INPUT,
		       "%.*s/metadata.json: line 1, column 1: %s is missing beside it: the folder "
		       "is not whole",
		       STR_ARG(j->folder), has_ous ? "accounts.json" : "ous.json");
}

bool collect_organization(struct intake *in, struct str folder, struct str metadata,
			  struct str *text, struct err *err)
{
	struct joining j = {.in = in, .folder = folder, .err = err};
	struct str root = skim_get_text(&in->file, metadata, STR("rootOu"));

	if (!read_maps(&j))
		return false;
	buf_init(&j.buf, &in->file, TEXT_MAX);
	buf_add_cstr(&j.buf, "{\"Organization\":{\"Id\":");
	json_write_str(&j.buf, skim_get_text(&in->file, metadata, STR("id")));
	add_member(&j, "MasterAccountId", skim_get_text(&in->file, metadata, STR("rootAccountId")));
	buf_add_cstr(&j.buf, "},\"Roots\":[{\"Id\":");
	json_write_str(&j.buf, root);
	buf_add_cstr(&j.buf, ",\"Name\":\"Root\"}]");
	if (!add_ous(&j, root))
		return false;
	add_accounts(&j);
	if (!add_policies(&j, metadata))
		return false;
	buf_add_char(&j.buf, '}');
	*text = buf_str(&j.buf);
	return true;
}
