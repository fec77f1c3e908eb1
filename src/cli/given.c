/* cli/given.c - what a user gives to a trace: --set, --input, --context, --assume. */
#include "cli/given.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/vec.h"
#include "rolehop/feed/profiles.h"
#include "rolehop/model/arn.h"

/* Source: Step Functions Developer Guide, "Quotas related to state machine executions": 256 KiB. */
enum { INPUT_MAX = 1 << 20, VALUE_MAX = 1 << 20 };

/* ---- --set ------------------------------------------------------------------------------------
 */

/* The first equals sign outside brackets and quotes, which a path may hold:
 * $.a[?(@.b=='c')].d=VALUE. */
static ptrdiff_t find_equals(struct str text)
{
	int depth = 0;
	char quote = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (depth && (c == '\'' || c == '"'))
			quote = c;
		else if (c == '[' || c == '(')
			depth++;
		else if (depth && (c == ']' || c == ')'))
			depth--;
		else if (c == '=' && !depth)
			return (ptrdiff_t)i;
	}
	return -1;
}

static bool parse_value(struct arena *arena, struct str text, const struct json **out,
			struct err *err)
{
	struct err no_json;
	struct buf quoted;
	if (json_parse(arena, text, out, &no_json))
		return true;
	buf_init(&quoted, arena, VALUE_MAX);
	if (!json_write_str(&quoted, text))
		return err_set(err, ERR_USAGE, "the value is too long");
	return json_parse(arena, buf_str(&quoted), out, err);
}

static bool parse_binding(struct arena *arena, const char *given, struct asl_binding *out,
			  struct err *err)
{
	struct str text = str_from(given);
	ptrdiff_t equals = find_equals(text);
	if (equals <= 0)
		return err_set(
		    err, ERR_USAGE,
		    "--set: \"%s\" is not KEY=VALUE; the key is named as the definition names "
		    "it, e.g. --set '$.role=arn:aws:iam::222222222222:role/R'",
		    given);
	out->path = str_slice(text, 0, (size_t)equals);
	out->used = arena_alloc(arena, sizeof(*out->used));
	*out->used = false;
	return parse_value(arena, str_skip(text, (size_t)equals + 1), &out->value, err) ||
	       err_prefix(err, "--set %.*s", STR_ARG(out->path));
}

bool given_bindings(struct arena *arena, const struct args *args, struct trace_options *out,
		    struct err *err)
{
	struct vec bindings;
	vec_init(&bindings, arena, sizeof(struct asl_binding));
	for (size_t i = 0; i < args->n_options; i++) {
		if (strcmp(args->options[i].option->name, "set") != 0)
			continue;
		if (!parse_binding(arena, args->options[i].value, vec_push(&bindings), err))
			return false;
	}
	out->bindings = bindings.items;
	out->n_bindings = bindings.n;
	return true;
}

/* ---- --context --------------------------------------------------------------------------------
 */

/* One --context taken apart. */
struct given_value {
	struct str key;
	enum context_state state;
	struct str value;
};

static bool parse_context(const char *given, struct given_value *out, struct err *err)
{
	struct str text = str_from(given);
	ptrdiff_t equals = str_find_char(text, '=');
	bool absent = equals < 0 && str_ends(text, STR("!"));
	size_t key_end = absent ? text.n - 1 : (size_t)equals;
	if (equals < 0 && !absent)
		return err_set(
		    err, ERR_USAGE,
		    "--context: \"%s\" is none of KEY=VALUE, KEY=? (unknown), KEY! (absent)",
		    given);
	out->key = str_slice(text, 0, key_end);
	out->value = absent ? STR("") : str_skip(text, key_end + 1);
	out->state = absent ? CTX_ABSENT : str_eq(out->value, STR("?")) ? CTX_UNKNOWN : CTX_PRESENT;
	if (str_find_char(out->key, ':') <= 0)
		return err_set(err, ERR_USAGE,
			       "--context: \"%.*s\" is no condition key, such as aws:SourceIp",
			       STR_ARG(out->key));
	return true;
}

/* The value of that key so far, or a new one. */
static struct context_value *context_slot(struct vec *values, struct str key)
{
	for (size_t i = 0; i < values->n; i++) {
		struct context_value *value = vec_at(values, i);
		if (str_eq_nocase(value->key, key))
			return value;
	}
	struct context_value *added = vec_push(values);
	added->key = key;
	added->source = STR("given with --context");
	return added;
}

static bool add_context(struct arena *arena, struct vec *values, const struct given_value *given,
			struct err *err)
{
	size_t before = values->n;
	struct context_value *value = context_slot(values, given->key);
	if (values->n == before && (value->state != CTX_PRESENT || given->state != CTX_PRESENT))
		return err_set(err, ERR_USAGE,
			       "--context: %.*s is given twice; only values make a list",
			       STR_ARG(given->key));
	value->state = given->state;
	if (given->state != CTX_PRESENT)
		return true;
	struct str *list = arena_array(arena, value->n_values + 1, sizeof(*list));
	for (size_t i = 0; i < value->n_values; i++)
		list[i] = value->values[i];
	list[value->n_values++] = given->value;
	value->values = list;
	value->multi = value->n_values > 1;
	return true;
}

bool given_context(struct arena *arena, const struct args *args, struct trace_options *out,
		   struct err *err)
{
	struct vec values;
	struct given_value given = {.state = CTX_ABSENT};
	vec_init(&values, arena, sizeof(struct context_value));
	for (size_t i = 0; i < args->n_options; i++) {
		if (strcmp(args->options[i].option->name, "context") != 0)
			continue;
		if (!parse_context(args->options[i].value, &given, err) ||
		    !add_context(arena, &values, &given, err))
			return false;
	}
	out->context = values.items;
	out->n_context = values.n;
	return true;
}

/* ---- --input ----------------------------------------------------------------------------------
 */

bool given_input(struct arena *arena, const struct args *args, struct trace_options *out,
		 struct err *err)
{
	struct str text;
	const char *path = args_value(args, "input");
	if (!path)
		return true;
	path = paths_expand(arena, str_from(path));
	return paths_read(arena, path, INPUT_MAX, &text, err) &&
	       (json_parse(arena, text, &out->input, err) || err_prefix(err, "%s", path));
}

/* ---- --principal and its assumptions ----------------------------------------------------------
 */

static bool add_external_id(struct vec *assumptions, const char *external_id, struct err *err)
{
	if (!assumptions->n)
		return err_set(err, ERR_USAGE,
			       "--external-id belongs behind the --assume it goes with");
	struct trace_assumption *last = vec_at(assumptions, assumptions->n - 1);
	if (last->has_external_id)
		return err_set(err, ERR_USAGE, "--assume %.*s has two of --external-id",
			       STR_ARG(last->role));
	last->has_external_id = true;
	last->external_id = str_from(external_id);
	return true;
}

/* The roles that a profile goes through, before those of --assume. The files may hold secrets. */
static bool add_profile(struct arena *arena, struct str name, struct vec *assumptions,
			struct err *err)
{
	const struct profile *const *chain;
	struct aws_files files;
	struct arena secrets;
	size_t n_chain;
	arena_init(&secrets);
	bool ok =
	    aws_files_load(&secrets, paths_home(arena), &files, err) &&
	    profiles_chain(&secrets, files.profiles, files.n_profiles, name, &chain, &n_chain, err);
	for (size_t i = 0; ok && i < n_chain; i++)
		*(struct trace_assumption *)vec_push(assumptions) = (struct trace_assumption){
		    .role = arena_str(arena, chain[i]->role_arn),
		    .has_external_id = chain[i]->external_id.n > 0,
		    .external_id = arena_str(arena, chain[i]->external_id)};
	arena_wipe(&secrets);
	return ok;
}

bool given_chain(struct arena *arena, const struct args *args, struct trace_chain *out,
		 struct err *err)
{
	struct vec assumptions;
	struct arn arn;
	vec_init(&assumptions, arena, sizeof(struct trace_assumption));
	if (args_has(args, "profile") &&
	    !add_profile(arena, args_str(args, "profile"), &assumptions, err))
		return false;
	for (size_t i = 0; i < args->n_options; i++) {
		const struct arg *arg = &args->options[i];
		if (strcmp(arg->option->name, "assume") == 0)
			((struct trace_assumption *)vec_push(&assumptions))->role =
			    str_from(arg->value);
		if (strcmp(arg->option->name, "external-id") == 0 &&
		    !add_external_id(&assumptions, arg->value, err))
			return false;
	}
	*out = (struct trace_chain){
	    .principal = args_str(args, "principal"),
	    .assumptions = assumptions.items,
	    .n_assumptions = assumptions.n,
	    .action = args_str(args, "action"),
	    .resource = args_str(args, "resource"),
	};
	if (out->action.n && !out->resource.n)
		return err_set(err, ERR_USAGE,
			       "--action needs --resource ARN ('*' where the action names none)");
	if (out->resource.n && !arn_parse(out->resource, &arn) && !str_eq(out->resource, STR("*")))
		return err_set(err, ERR_USAGE, "--resource: %.*s is no ARN and not '*'",
			       STR_ARG(out->resource));
	if (out->resource.n && !out->action.n)
		return err_set(err, ERR_USAGE, "--resource needs --action, such as s3:GetObject");
	if (!out->action.n && !out->n_assumptions)
		return err_set(
		    err, ERR_USAGE,
		    "the question is missing: --assume ROLE, or --action A --resource R");
	return true;
}
