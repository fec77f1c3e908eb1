/* cli/cmd_show.c - one thing of the inventory, whole. */
#include "cli/run.h"
#include "cli/show.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/yaml.h"

enum { DOCUMENT_MAX = 16 << 20, PRETTY_DEPTH = 60 };

/* ---- documents --------------------------------------------------------------------------------
 */

static size_t depth_of(const struct json *json)
{
	size_t deepest = 0;
	for (const struct json *child = json_first(json); child; child = json_next(child)) {
		size_t depth = depth_of(child);
		deepest = depth > deepest ? depth : deepest;
	}
	return deepest + 1;
}

static void pretty(struct arena *arena, struct json_out *out, const char *key,
		   const struct json *json)
{
	struct buf scalar;
	bool object = json_is(json, JSON_OBJECT);
	if (!object && !json_is(json, JSON_ARRAY)) {
		buf_init(&scalar, arena, DOCUMENT_MAX);
		json_write(&scalar, json, false);
		json_out_raw(out, key, buf_str(&scalar));
		return;
	}
	json_out_open(out, key, object ? '{' : '[');
	for (const struct json *child = json_first(json); child; child = json_next(child))
		pretty(arena, out, object ? arena_cstr(arena, json_key(child)) : NULL, child);
	json_out_close(out, object ? '}' : ']');
}

/* A document for people: as it came where it has lines, else indented. */
static struct str readable(struct arena *arena, struct str text)
{
	const struct json *json;
	struct err damage;
	struct buf buf;
	struct json_out out;
	if (str_find_char(str_trim(text), '\n') >= 0 || yaml_is(text) ||
	    !json_parse(arena, text, &json, &damage) || depth_of(json) > PRETTY_DEPTH)
		return text;
	buf_init(&buf, arena, DOCUMENT_MAX);
	json_out_init(&out, &buf, true);
	pretty(arena, &out, NULL, json);
	return buf.over ? text : buf_str(&buf);
}

static size_t spaces_before(struct str line)
{
	size_t n = 0;
	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

/* What all lines but the first are indented by: a document keeps the place it had in its file. */
static size_t common_indent(struct str text)
{
	struct str_split it = {text, false};
	struct str line;
	size_t least = (size_t)-1;
	str_next(&it, '\n', &line);
	while (str_next(&it, '\n', &line))
		if (line.n > spaces_before(line) && spaces_before(line) < least)
			least = spaces_before(line);
	return least == (size_t)-1 ? 0 : least;
}

static void print_lines(struct cli *cli, struct str text)
{
	struct buf safe;
	struct str line;
	buf_init(&safe, cli->arena, DOCUMENT_MAX);
	safe_add_lines(&safe, text);
	struct str_split it = {buf_str(&safe), false};
	size_t indent = common_indent(it.rest);
	for (bool first = true; str_next(&it, '\n', &line); first = false) {
		out_pad(&cli->out, 2);
		out_text(&cli->out, TELL_PLAIN, first ? line : str_skip(line, indent));
		out_end_line(&cli->out);
	}
}

static void print_document(struct cli *cli, const struct show_document *document)
{
	bool says = str_ends(document->name, STR(" policy"));
	out_end_line(&cli->out);
	out_printf(&cli->out, TELL_STRONG, "%s%s%.*s", says ? "" : document->what, says ? "" : " ",
		   STR_ARG(document->name));
	if (document->of.n)
		out_printf(&cli->out, TELL_DIM, " of %.*s", STR_ARG(document->of));
	out_end_line(&cli->out);
	if (document->known)
		print_lines(cli, str_trim(readable(cli->arena, document->text)));
	else
		out_line(&cli->out, "  its document is not in the inventory");
}

/* ---- for people -------------------------------------------------------------------------------
 */

static void print_field(struct cli *cli, const char *name, struct str value)
{
	if (value.n)
		out_line(&cli->out, "  %-15s %.*s", name, STR_ARG(value));
}

static void print_heading(struct cli *cli, const char *text)
{
	out_end_line(&cli->out);
	out_text(&cli->out, TELL_STRONG, str_from(text));
	out_end_line(&cli->out);
}

static void print_head(struct cli *cli, const struct show *show)
{
	const struct entity *entity = &show->entity;
	out_printf(&cli->out, TELL_STRONG, "%s %.*s", entity_kind_word(entity->kind),
		   STR_ARG(entity->key));
	out_end_line(&cli->out);
	print_field(cli, "account", entity->account);
	print_field(cli, "region", entity->region);
	print_field(cli, "name", entity->name);
	print_field(cli, "type", show->type);
	print_field(cli, "execution role", show->role_arn);
	if (show->withheld)
		print_field(cli, "definition", STR("withheld"));
	if (!show->role)
		return;
	print_field(cli, "path", show->path);
	print_field(cli, "unique id", show->role->unique_id);
	print_field(cli, "boundary",
		    !show->role->boundary_known ? STR("not known")
		    : show->role->boundary.n	? show->role->boundary
						: STR("none"));
	if (!show->role->policies_complete)
		print_field(cli, "policies", STR("there may be more than were collected"));
}

static void print_trusts(struct cli *cli, const struct show *show)
{
	print_heading(cli, "Can be assumed by");
	for (size_t i = 0; i < show->n_trusts; i++) {
		const struct trust_row *row = &show->trusts[i];
		out_printf(&cli->out, TELL_PLAIN, "  %s%.*s (%s)", row->deny ? "not " : "",
			   STR_ARG(row->principal), row->kind);
		if (row->external_id.n)
			out_printf(&cli->out, TELL_PLAIN, ", ExternalId %.*s",
				   STR_ARG(row->external_id));
		if (row->other_conditions)
			out_printf(&cli->out, TELL_PLAIN, ", under conditions");
		out_end_line(&cli->out);
	}
	if (!show->n_trusts)
		out_line(&cli->out, "  nobody that its trust policy names, or it is not known");
}

static void print_assumptions(struct cli *cli, const struct show *show)
{
	print_heading(cli, "Can assume, of the roles in the inventory");
	for (size_t i = 0; i < show->n_assumes; i++) {
		const struct whocan_row *a = &show->assumes[i];
		enum tell_style style;
		const char *mark = tell_mark(a->verdict, a->complete, &style);
		out_pad(&cli->out, 2);
		out_text(&cli->out, style, str_from(mark));
		out_printf(&cli->out, TELL_PLAIN, " %.*s", STR_ARG(a->principal));
		if (a->external_id.n)
			out_printf(&cli->out, TELL_PLAIN, ", with ExternalId %.*s",
				   STR_ARG(a->external_id));
		out_end_line(&cli->out);
	}
	if (!show->n_assumes)
		out_line(&cli->out, "  none");
}

static void print_uses(struct cli *cli, const struct show *show)
{
	print_heading(cli, "Used by");
	for (size_t i = 0; i < show->uses.n; i++) {
		const struct show_use *use = vec_at(&show->uses, i);
		out_printf(&cli->out, TELL_PLAIN, "  %.*s", STR_ARG(use->by));
		if (use->state.n)
			out_printf(&cli->out, TELL_PLAIN, ", state %.*s", STR_ARG(use->state));
		out_printf(&cli->out, TELL_DIM, ": as %s", use->as);
		out_end_line(&cli->out);
	}
	if (!show->uses.n)
		out_line(&cli->out, "  nothing in the inventory");
}

static bool print_text(struct cli *cli, const struct show *show, struct err *err)
{
	enum entity_kind kind = show->entity.kind;
	print_head(cli, show);
	if (kind == ENTITY_ROLE)
		print_trusts(cli, show);
	if (kind == ENTITY_ROLE || kind == ENTITY_USER)
		print_assumptions(cli, show);
	if (kind == ENTITY_ROLE || show->uses.n)
		print_uses(cli, show);
	for (size_t i = 0; i < show->documents.n; i++)
		print_document(cli, vec_at(&show->documents, i));
	out_end_line(&cli->out);
	return cli_tell_age(cli, err);
}

/* ---- for programs -----------------------------------------------------------------------------
 */

/* A document as JSON; one that cannot be read as JSON, as a string. */
static void put_document(struct cli *cli, struct json_out *json, const char *key,
			 const struct show_document *document)
{
	const struct json *parsed;
	struct err damage;
	struct buf buf;
	if (!document || !document->known) {
		json_out_null(json, key);
		return;
	}
	buf_init(&buf, cli->arena, DOCUMENT_MAX);
	if (yaml_parse_either(cli->arena, document->text, &parsed, &damage) &&
	    json_write(&buf, parsed, false))
		json_out_raw(json, key, buf_str(&buf));
	else
		json_out_str(json, key, document->text);
}

static const struct show_document *find_document(const struct show *show, const char *what)
{
	for (size_t i = 0; i < show->documents.n; i++) {
		const struct show_document *document = vec_at(&show->documents, i);
		if (str_eq(str_from(document->what), str_from(what)))
			return document;
	}
	return NULL;
}

static void put_policies(struct cli *cli, struct json_out *json, const struct show *show)
{
	json_out_open(json, "policies", '[');
	for (size_t i = 0; i < show->documents.n; i++) {
		const struct show_document *document = vec_at(&show->documents, i);
		if (!str_eq(str_from(document->what), STR("policy")))
			continue;
		json_out_open(json, NULL, '{');
		json_out_str(json, "policy", document->name);
		json_out_str(json, "of", document->of);
		put_document(cli, json, "document", document);
		json_out_close(json, '}');
	}
	json_out_close(json, ']');
}

static void put_trusts(struct json_out *json, const struct show *show)
{
	json_out_open(json, "canBeAssumedBy", '[');
	for (size_t i = 0; i < show->n_trusts; i++) {
		const struct trust_row *row = &show->trusts[i];
		json_out_open(json, NULL, '{');
		json_out_str(json, "principal", row->principal);
		json_out_str(json, "kind", str_from(row->kind));
		json_out_str_or_null(json, "account", row->account);
		json_out_str(json, "effect", row->deny ? STR("Deny") : STR("Allow"));
		json_out_str_or_null(json, "externalId", row->external_id);
		json_out_bool(json, "otherConditions", row->other_conditions);
		json_out_str(json, "pointer", row->pointer);
		json_out_close(json, '}');
	}
	json_out_close(json, ']');
}

static void put_assumptions(struct json_out *json, const struct show *show)
{
	json_out_open(json, "canAssume", '[');
	for (size_t i = 0; i < show->n_assumes; i++) {
		const struct whocan_row *a = &show->assumes[i];
		json_out_open(json, NULL, '{');
		json_out_str(json, "role", a->principal);
		json_out_str_or_null(json, "externalId", a->external_id);
		json_out_str(json, "verdict", str_from(verdict_word(a->verdict)));
		json_out_bool(json, "complete", a->complete);
		json_out_close(json, '}');
	}
	json_out_close(json, ']');
}

static void put_uses(struct json_out *json, const struct show *show)
{
	json_out_open(json, "usedBy", '[');
	for (size_t i = 0; i < show->uses.n; i++) {
		const struct show_use *use = vec_at(&show->uses, i);
		json_out_open(json, NULL, '{');
		json_out_str(json, "as", str_from(use->as));
		json_out_str(json, "by", use->by);
		json_out_str_or_null(json, "state", use->state);
		json_out_str_or_null(json, "pointer", use->pointer);
		json_out_close(json, '}');
	}
	json_out_close(json, ']');
}

static bool print_json(struct cli *cli, const struct show *show, struct err *err)
{
	struct buf buf;
	struct json_out json;
	struct str taken;
	const struct entity *entity = &show->entity;
	if (!cli_taken(cli, &taken, err))
		return false;
	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "kind", str_from(entity_kind_word(entity->kind)));
	json_out_str(&json, "arn", show->arn);
	json_out_str_or_null(&json, "account", entity->account);
	json_out_str_or_null(&json, "name", entity->name);
	json_out_str_or_null(&json, "path", show->path);
	json_out_str_or_null(&json, "type", show->type);
	json_out_str_or_null(&json, "roleArn", show->role_arn);
	put_document(cli, &json, "definition", find_document(show, "definition"));
	put_document(cli, &json, "trust", find_document(show, "trust policy"));
	put_policies(cli, &json, show);
	json_out_str_or_null(&json, "boundary", show->role ? show->role->boundary : STR(""));
	put_trusts(&json, show);
	put_assumptions(&json, show);
	put_uses(&json, show);
	json_out_str_or_null(&json, "taken", taken);
	cli_json_end(cli, &json);
	return true;
}

/* ---- the command ------------------------------------------------------------------------------
 */

static bool run_show(struct cli *cli, struct err *err)
{
	struct show show;
	if (!cli_open(cli, err) || !show_gather(cli, str_from(cli->args.words[0]), &show, err))
		return false;
	return cli_wants_json(cli) ? print_json(cli, &show, err) : print_text(cli, &show, err);
}

/* clang-format off */
static const struct option options[] = {
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "for people, or one JSON object"},
	{0},
};

const struct command cmd_show = {
	.name = "show",
	.usage = (const char *const[]){"show ARN [--format text|json]", NULL},
	.summary = "show one thing whole: its policies, who can assume it, what uses it",
	.about = (const char *const[]){
		"ARN is that of a role, user, machine, managed policy or resource, or the id of an account or an "
		"organization policy.",
		NULL,
	},
	.options = options,
	.words = WORDS_TEXT,
	.min_words = 1,
	.max_words = 1,
	.examples = (const struct example[]){
		{"A role with its policies.", "rolehop show arn:aws:iam::222222222222:role/TrustingAccountRl"},
		{"A state machine, for a program.", "rolehop show arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw --format json"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "done"},
		{3, "wrong usage"},
		{4, "not in the inventory"},
		{5, "the inventory cannot be read"},
		{0, NULL},
	},
	.run = run_show,
};
/* clang-format on */
