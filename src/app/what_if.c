/* app/what_if.c - the inventory as it would be: documents laid over it, files imported into a copy.
 */
#include "rolehop/app/what_if.h"

#include <string.h>
#include <unistd.h>

#include "rolehop/app/merge.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/json.h"
#include "rolehop/base/vec.h"
#include "rolehop/base/yaml.h"
#include "rolehop/feed/import.h"
#include "rolehop/feed/parameters.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/world_overlay.h"
#include "rolehop/trace/world_store.h"

enum { DOCUMENT_MAX = 16 << 20 };

/* ---- what a change is about --------------------------------------------------------------------
 */

/* What stands before the equals sign, and how it is meant. */
struct what_row {
	const char *prefix;
	enum change_kind kind;
	bool (*fits)(const struct arn *arn);
	const char *wants;
};

static bool is_identity(const struct arn *arn)
{
	return arn_is_role(arn) || arn_is_user(arn);
}

/* clang-format off */
static const struct what_row what_rows[] = {
	{"trust:", CHANGE_TRUST, arn_is_role, "the ARN of a role"},
	{"boundary:", CHANGE_BOUNDARY, is_identity, "the ARN of a role or user"},
	{"policy:", CHANGE_INLINE, is_identity, "the ARN of a role or user, a slash and the policy's name"},
	{"scp:", CHANGE_SCP_AT, NULL, "a root, an organizational unit, an account or a policy's id"},
};
/* clang-format on */

static bool is_managed_policy(const struct arn *arn)
{
	return str_eq(arn->service, STR("iam")) && str_starts(arn->resource, STR("policy/"));
}

/* A bare ARN: what the document is, its kind says. */
static bool read_arn(struct str what, struct change *out, struct err *err)
{
	struct arn arn;

	if (!arn_parse(what, &arn))
		return err_set(err, ERR_USAGE,
			       "--with %.*s: not one of an ARN, trust:ARN, boundary:ARN, "
			       "policy:ARN/NAME, scp:TARGET",
			       STR_ARG(what));
	if (is_identity(&arn))
		return err_set(
		    err, ERR_USAGE,
		    "--with %.*s: which of its policies? write trust:ARN, boundary:ARN or "
		    "policy:ARN/NAME",
		    STR_ARG(what));
	out->kind = is_managed_policy(&arn) ? CHANGE_MANAGED
		    : arn_is_machine(&arn)  ? CHANGE_DEFINITION
					    : CHANGE_RESOURCE;
	out->of = what;
	return true;
}

/* "ARN/NAME": names hold no slash. */
static void split_name(struct change *change)
{
	ptrdiff_t slash = str_find_last_char(change->of, '/');

	if (slash < 0)
		return;
	change->name = str_skip(change->of, (size_t)slash + 1);
	change->of = str_slice(change->of, 0, (size_t)slash);
}

static bool read_what(struct str what, struct change *out, struct err *err)
{
	struct arn arn;

	*out = (struct change){.kind = CHANGE_RESOURCE};
	for (size_t i = 0; i < sizeof(what_rows) / sizeof(what_rows[0]); i++) {
		const struct what_row *row = &what_rows[i];
		if (!str_starts(what, str_from(row->prefix)))
			continue;
		out->kind = row->kind;
		out->of = str_skip(what, strlen(row->prefix));
		if (row->kind == CHANGE_INLINE)
			split_name(out);
		if (row->kind == CHANGE_SCP_AT && str_starts(out->of, STR("p-")))
			out->kind = CHANGE_ORG_POLICY;
		if (str_is_empty(out->of) ||
		    (row->fits != NULL && !(arn_parse(out->of, &arn) && row->fits(&arn))))
			return err_set(err, ERR_USAGE, "--with %.*s: behind %s belongs %s",
				       STR_ARG(what), row->prefix, row->wants);
		return true;
	}
	return read_arn(what, out, err);
}

/* ---- what the inventory knows -------------------------------------------------------------------
 */

/* A managed policy may be known by those alone who have it. */
static bool is_attached(struct app *app, struct str policy, bool *found, struct err *err)
{
	static const enum entity_kind holders[] = {ENTITY_ROLE, ENTITY_USER, ENTITY_GROUP};
	const struct entity *ignored;
	size_t n = 0, bound = 0;

	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]) && !*found; i++) {
		if (!store_with_fact(app->store, &app->arena, holders[i], FACT_ATTACHED, policy,
				     STR(""), &ignored, &n, err) ||
		    !store_with_fact(app->store, &app->arena, holders[i], FACT_BOUNDARY, STR(""),
				     policy, &ignored, &bound, err))
			return false;
		*found = n + bound > 0;
	}
	return true;
}

/* Where one more SCP would bind anybody: a root or unit, or an account whose organization is known.
 */
static bool is_bound(struct app *app, const struct entity *entity, bool *found, struct err *err)
{
	struct world_org org = {0};
	struct lack lack;

	if (entity->kind != ENTITY_ACCOUNT) {
		*found = entity->kind == ENTITY_ROOT || entity->kind == ENTITY_OU;
		return true;
	}
	if (!app->world.ops->organization(app->world.self, &app->arena, entity->key, &org, &lack,
					  err))
		return false;
	*found = org.n_scps > 0;
	return *found ||
	       err_set(
		   err, ERR_INPUT,
		   "--with scp:%.*s: the organization of this account was not collected, so that "
		   "nothing would bind it",
		   STR_ARG(entity->key));
}

static bool refuse_subject(struct app *app, struct str of, struct err *err)
{
	const struct str *near = NULL;
	size_t n = 0;

	if (!app->world.ops->suggest(app->world.self, &app->arena, of, true, &near, &n, err))
		return false;
	if (n > 0)
		return err_set(
		    err, ERR_INPUT,
		    "--with: %.*s is not in the inventory, so that nothing would change; "
		    "did you mean %.*s?",
		    STR_ARG(of), STR_ARG(near[0]));
	return err_set(err, ERR_INPUT,
		       "--with: %.*s is not in the inventory, so that nothing would change; import "
		       "it first, or give it in an import shape",
		       STR_ARG(of));
}

/* A change to what the inventory lacks would be none; any resource may be given a policy. */
static bool check_subject(struct app *app, const struct change *change, struct err *err)
{
	struct entity entity;
	bool found = false;

	if (change->kind == CHANGE_RESOURCE)
		return true;
	if (!store_find(app->store, &app->arena, change->of, &entity, &found, err))
		return false;
	if (found && change->kind == CHANGE_SCP_AT && !is_bound(app, &entity, &found, err))
		return false;
	if (!found && change->kind == CHANGE_MANAGED && !is_attached(app, change->of, &found, err))
		return false;
	return found || refuse_subject(app, change->of, err);
}

/* ---- files -------------------------------------------------------------------------------------
 */

static bool read_document(struct app *app, const char *path, struct change *out, struct err *err)
{
	const struct json *json;
	bool read;

	if (!paths_read(&app->arena, path, DOCUMENT_MAX, &out->document, err))
		return false;
	read = out->kind == CHANGE_DEFINITION
		   ? yaml_parse_either(&app->arena, out->document, &json, err)
		   : json_parse(&app->arena, out->document, &json, err);
	if (!read)
		return err_prefix(err, "%s", path);
	if (!json_is(json, JSON_OBJECT))
		return err_set(err, ERR_INPUT, "%s: a document is a JSON object, and this is none",
			       path);
	return true;
}

/* A file in an import shape, and where it is from or will be deployed. */
struct supposed_file {
	const char *path;
	struct str account;
	struct str region;
};

/* "111111111111" or "111111111111/us-east-1" */
static bool is_place(struct str what, struct supposed_file *out)
{
	ptrdiff_t slash = str_find_char(what, '/');

	out->account = slash < 0 ? what : str_slice(what, 0, (size_t)slash);
	out->region = slash < 0 ? STR("") : str_skip(what, (size_t)slash + 1);
	return arn_is_account_id(out->account) && (slash < 0 || arn_is_region(out->region));
}

/* "trsut:arn:...=FILE" is no file's name. */
static bool check_path(const char *with, const char *path, struct err *err)
{
	struct str text = str_from(with);
	ptrdiff_t arn = str_find(text, STR(":arn:"));
	ptrdiff_t equals = str_find_char(text, '=');

	if (arn <= 0 || equals < arn || access(path, F_OK) == 0)
		return true;
	return err_set(err, ERR_USAGE,
		       "--with %s: before = belongs one of an ARN, trust:ARN, boundary:ARN, "
		       "policy:ARN/NAME, scp:TARGET, ACCOUNT, ACCOUNT/REGION",
		       with);
}

/*
 * Of an ARN with signs in its path or name the one that a file stands behind; where none does, the
 * last one.
 */
static ptrdiff_t before_file(struct app *app, struct str text, ptrdiff_t equals)
{
	for (size_t i = (size_t)equals; i < text.n; i++) {
		if (text.p[i] != '=')
			continue;
		equals = (ptrdiff_t)i;
		const char *path = paths_expand(&app->arena, str_skip(text, i + 1));
		if (strcmp(path, "-") == 0 || access(path, F_OK) == 0)
			break;
	}
	return equals;
}

/* The equals sign between WHAT and FILE; a file's own name may hold one where WHAT is left out. */
static ptrdiff_t find_equals(struct app *app, struct str text)
{
	ptrdiff_t equals = str_find_char(text, '=');
	struct str what = equals > 0 ? str_slice(text, 0, (size_t)equals) : STR("");
	struct supposed_file ignored;
	bool named = str_starts(what, STR("arn:")) || is_place(what, &ignored);

	for (size_t i = 0; i < sizeof(what_rows) / sizeof(what_rows[0]); i++)
		named = named || str_starts(what, str_from(what_rows[i].prefix));
	return named ? before_file(app, text, equals) : -1;
}

bool app_read_with(struct app *app, const char *with, struct change *out, struct err *err)
{
	struct str text = str_from(with);
	ptrdiff_t equals = find_equals(app, text);

	if (equals < 0)
		return err_set(err, ERR_USAGE,
			       "%s: not WHAT=FILE, WHAT being an ARN, trust:ARN, boundary:ARN, "
			       "policy:ARN/NAME or scp:TARGET",
			       with);
	return read_what(str_slice(text, 0, (size_t)equals), out, err) &&
	       check_subject(app, out, err) &&
	       read_document(app, paths_expand(&app->arena, str_skip(text, (size_t)equals + 1)),
			     out, err);
}

static bool sort_out(struct app *app, const char *const *with, size_t n, struct vec *changes,
		     struct vec *files, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct str text = str_from(with[i]);
		ptrdiff_t equals = find_equals(app, text);
		const char *path =
		    paths_expand(&app->arena, str_skip(text, equals < 0 ? 0 : (size_t)equals + 1));
		struct supposed_file file = {.path = path};
		struct change change;
		if (equals < 0 || is_place(str_slice(text, 0, (size_t)equals), &file)) {
			if (equals < 0 && !check_path(with[i], path, err))
				return false;
			*(struct supposed_file *)vec_push(files) = file;
			continue;
		}
		if (!read_what(str_slice(text, 0, (size_t)equals), &change, err) ||
		    !read_document(app, path, &change, err))
			return false;
		*(struct change *)vec_push(changes) = change;
	}
	return true;
}

/* What one file told beside the inventory, after what others told. */
static void keep_report(struct app *app, const struct import_report *report, struct vec *origins,
			struct vec *warnings)
{
	for (size_t i = 0; i < report->n_origins; i++)
		*(struct import_origin *)vec_push(origins) = report->origins[i];
	for (size_t i = 0; i < report->n_warnings; i++)
		*(struct str *)vec_push(warnings) = report->warnings[i];
	app->origins = origins->items;
	app->n_origins = origins->n;
	app->warnings = warnings->items;
	app->n_warnings = warnings->n;
}

static bool import_files(struct app *app, const struct vec *files,
			 const struct supposed_place *place, struct err *err)
{
	/* What is supposed makes no data newer. */
	int64_t now = app->world.taken > 0 ? app->world.taken : app->now;
	struct vec origins, warnings;
	struct parameters named;

	parameters_init(&named, &app->arena, place->parameters, place->n_parameters);
	map_init(&app->origin_texts, &app->texts);
	vec_init(&origins, &app->arena, sizeof(struct import_origin));
	vec_init(&warnings, &app->arena, sizeof(struct str));
	for (size_t i = 0; i < files->n; i++) {
		const struct supposed_file *file = vec_at(files, i);
		const struct import_options options = {
		    .now = now,
		    .account = file->account.n > 0 ? file->account : place->account,
		    .region = file->region.n > 0 ? file->region : place->region,
		    .parameters = place->parameters,
		    .n_parameters = place->n_parameters,
		    .named = &named,
		};
		struct import_report report;
		if (!feed_import(&app->arena, app->store, &file->path, 1, &options, &report, err))
			return false;
		keep_report(app, &report, &origins, &warnings);
	}
	return parameters_check(&named, err);
}

/* Of the snapshot that is read: it is the latest one of the copy. */
static bool copy_inventory(struct app *app, struct store **copy, struct err *err)
{
	return app->settings.at == NULL ? store_copy(app->store, copy, err)
					: merge_copy(&app->arena, app->store, copy, err);
}

/* Files in an import shape go into a copy of the inventory. */
static bool import_into_copy(struct app *app, const struct vec *files,
			     const struct supposed_place *place, struct err *err)
{
	struct store *copy;

	if (!copy_inventory(app, &copy, err))
		return false;
	app->base_store = app->store;
	app->store = copy;
	return import_files(app, files, place, err) && store_at(copy, STR("latest"), err) &&
	       world_store_open(&app->arena, copy, app->world.now, &app->stored_world, err) &&
	       (app->world = app->stored_world, true);
}

bool app_what_if(struct app *app, const char *const *with, size_t n,
		 const struct supposed_place *place, struct err *err)
{
	struct world *below = arena_alloc(&app->arena, sizeof(*below));
	struct vec changes, files;

	if (n == 0)
		return true;
	vec_init(&changes, &app->arena, sizeof(struct change));
	vec_init(&files, &app->arena, sizeof(struct supposed_file));
	if (!sort_out(app, with, n, &changes, &files, err))
		return false;
	app->base_world = app->world;
	app->what_if = true;
	if (files.n > 0 && !import_into_copy(app, &files, place, err))
		return false;
	for (size_t i = 0; i < changes.n; i++)
		if (!check_subject(app, vec_at(&changes, i), err))
			return false;
	*below = app->world;
	app->changes = changes.items;
	app->n_changes = changes.n;
	return world_overlay_open(&app->arena, below, changes.items, changes.n, &app->world, err);
}
