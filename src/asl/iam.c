/* asl/iam.c - the actions that IAM has, and what each is asked of. */
#include "rolehop/asl/iam.h"

#include "asl/catalogue.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/near.h"
#include "rolehop/base/vec.h"

enum { ACTION_NAME = 1, ACTION_TYPES };
enum { TYPE_NUMBER = 1, TYPE_ARN };
enum { CALL_ACTIONS = 2, CALL_CONFIDENCE };
enum { FORM_MAX = 1024 };

/* "s3" and "GetObject"; false where it is not of that form. */
static bool iam_split(struct str action, struct str *prefix, struct str *name)
{
	ptrdiff_t colon = str_find_char(action, ':');

	if (colon <= 0)
		return false;
	*prefix = str_slice(action, 0, (size_t)colon);
	*name = str_skip(action, (size_t)colon + 1);
	return true;
}

bool iam_action_find(struct arena *arena, struct str action, struct iam_action *out)
{
	struct str prefix, name;
	struct catalogue_rows rows;

	if (!iam_split(action, &prefix, &name))
		return false;
	rows = catalogue_rows(CATALOGUE_IAM_ACTIONS, prefix, name);
	if (rows.from == rows.to)
		return false;
	name = catalogue_cell(CATALOGUE_IAM_ACTIONS, rows.from, ACTION_NAME);
	out->name = ARENA_JOIN(arena, prefix, STR(":"), name);
	out->types = catalogue_cell(CATALOGUE_IAM_ACTIONS, rows.from, ACTION_TYPES);
	return true;
}

struct str iam_action_near(struct arena *arena, struct str action)
{
	const struct str none = {NULL, 0};
	struct catalogue_rows rows;
	struct str prefix, name;
	struct vec names;
	size_t near;

	if (!iam_split(action, &prefix, &name))
		return none;
	rows = catalogue_group(CATALOGUE_IAM_ACTIONS, prefix);
	vec_init(&names, arena, sizeof(struct str));
	for (size_t row = rows.from; row < rows.to; row++)
		*(struct str *)vec_push(&names) =
		    catalogue_cell(CATALOGUE_IAM_ACTIONS, row, ACTION_NAME);
	near = near_slips(name, names.items, names.n);
	return near < names.n
		   ? ARENA_JOIN(arena, prefix, STR(":"), *(struct str *)vec_at(&names, near))
		   : none;
}

struct str iam_actions_of_call(struct str name)
{
	const struct str none = {NULL, 0};
	struct str service, call;
	struct catalogue_rows rows;

	if (!iam_split(name, &service, &call))
		return none;
	rows = catalogue_rows(CATALOGUE_ACTIONS, service, call);
	if (rows.from == rows.to ||
	    str_eq(catalogue_cell(CATALOGUE_ACTIONS, rows.from, CALL_CONFIDENCE), STR("low")))
		return none;
	return catalogue_cell(CATALOGUE_ACTIONS, rows.from, CALL_ACTIONS);
}

/* ---- resource types ---------------------------------------------------------------------------
 */

/* A form that is being written, once with stars and once with names. */
struct form_writer {
	struct buf pattern, shown;
	struct str partition;
	struct str field; /* that a template's only value is of */
};

static void write_open(struct form_writer *w, struct str name)
{
	buf_add_char(&w->pattern, '*');
	buf_printf(&w->shown, "{%.*s}", STR_ARG(name));
}

static void write_known(struct form_writer *w, struct str name)
{
	if (str_eq(name, STR("P"))) {
		buf_add_char(&w->pattern, '*');
		buf_add(&w->shown, w->partition);
	} else if (str_eq(name, STR("R")) || str_ends(name, STR(".region"))) {
		write_open(w, STR("Region"));
	} else if (str_eq(name, STR("A")) || str_ends(name, STR(".account"))) {
		write_open(w, STR("Account"));
	} else {
		write_open(w, w->field);
	}
}

/* What stands between the brace at `at` and the one that closes it. */
static struct str braced(struct str template, size_t at)
{
	size_t depth = 0, i = at;

	for (; i < template.n; i++) {
		depth += template.p[i] == '{';
		depth -= template.p[i] == '}';
		if (depth == 0)
			break;
	}
	return str_slice(template, at + 1, i);
}

/* Of "{Field|transform|template}" only the template says what an ARN looks like; what stands there
 * for the value is of that field. */
static struct str unwrapped(struct str template, struct str *field)
{
	struct str inner;
	ptrdiff_t bar;

	if (!str_starts(template, STR("{")))
		return template;
	inner = braced(template, 0);
	*field = str_until(inner, '|');
	for (int i = 0; i < 2; i++) {
		bar = str_find_char(inner, '|');
		if (bar < 0)
			return template;
		inner = str_skip(inner, (size_t)bar + 1);
	}
	return inner;
}

static void write_form(struct form_writer *w, struct str template)
{
	for (size_t i = 0; i < template.n; i++) {
		bool known = template.p[i] == '$' && i + 1 < template.n && template.p[i + 1] == '{';
		size_t at = known ? i + 1 : i;
		struct str name;

		if (template.p[at] != '{') {
			buf_add_char(&w->pattern, template.p[i]);
			buf_add_char(&w->shown, template.p[i]);
			continue;
		}
		name = braced(template, at);
		if (known)
			write_known(w, name);
		else
			write_open(w, str_until(name, '|'));
		i = at + name.n + 1;
	}
}

static struct iam_form form_of(struct arena *arena, struct str template, struct str partition)
{
	struct form_writer w = {.partition = partition};
	struct iam_form form = {.fixed = 0};

	buf_init(&w.pattern, arena, FORM_MAX);
	buf_init(&w.shown, arena, FORM_MAX);
	write_form(&w, unwrapped(template, &w.field));
	form.open = str_ends(template, STR("*"));
	form.pattern = buf_str(&w.pattern);
	form.shown = buf_str(&w.shown);
	for (size_t i = 0; i < form.pattern.n; i++)
		form.fixed += form.pattern.p[i] != '*';
	return form;
}

/* Is that type among the action's, "5 9!"? */
static bool is_among(struct str types, struct str number)
{
	struct str_split split = {types, false};
	struct str part;

	while (types.n > 0 && str_next(&split, ' ', &part))
		if (str_eq(str_until(part, '!'), number))
			return true;
	return false;
}

static size_t count_types(struct str types)
{
	struct str_split split = {types, false};
	struct str part;
	size_t n = 0;

	while (types.n > 0 && str_next(&split, ' ', &part))
		n++;
	return n;
}

bool iam_forms(struct arena *arena, const struct iam_action *action, struct str partition,
	       const struct iam_form **out, size_t *n)
{
	struct catalogue_rows rows =
	    catalogue_group(CATALOGUE_IAM_TYPES, str_until(action->name, ':'));
	size_t described = 0;
	struct vec forms;

	vec_init(&forms, arena, sizeof(struct iam_form));
	for (size_t row = rows.from; row < rows.to; row++) {
		struct iam_form *form = vec_push(&forms);
		*form =
		    form_of(arena, catalogue_cell(CATALOGUE_IAM_TYPES, row, TYPE_ARN), partition);
		form->asked =
		    is_among(action->types, catalogue_cell(CATALOGUE_IAM_TYPES, row, TYPE_NUMBER));
		described += form->asked;
	}
	*out = forms.items;
	*n = forms.n;
	return forms.n > 0 && described == count_types(action->types);
}
