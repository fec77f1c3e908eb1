/* asl/path.c - reference paths: read, followed, written through. */
#include "asl/path.h"

#include "asl/binding.h"
#include "asl/context.h"

enum { STEPS_MAX = 32 };

static bool is_name_char(char c)
{
	unsigned char u = (unsigned char)c;
	return ascii_is_alnum(u) || u == '_' || u == '-' || u >= 0x80;
}

static size_t name_end(struct str text, size_t at)
{
	while (at < text.n && is_name_char(text.p[at]))
		at++;
	return at;
}

struct path_steps path_steps(struct str text)
{
	struct path_steps steps = {.text = text, .root = text, .at = text.n};

	if (text.n == 0 || text.p[0] != '$' || (text.n > 1 && text.p[1] == '{'))
		return steps;
	steps.ok = true;
	size_t end = text.n > 1 && text.p[1] == '$' ? 2 : 1;
	if (end == 1)
		while (end < text.n && is_name_char(text.p[end]) && text.p[end] != '-')
			end++;
	steps.root = str_slice(text, 0, end);
	steps.at = end;
	return steps;
}

static bool stop(struct path_steps *steps)
{
	steps->ok = false;
	return false;
}

/* ['name'], ["name"] or [3]; at stands on the bracket. */
static bool bracket(struct path_steps *steps, struct path_step *step)
{
	struct str text = steps->text;
	size_t from = steps->at + 1;
	ptrdiff_t close;

	if (from < text.n && (text.p[from] == '\'' || text.p[from] == '"')) {
		close = str_find_char(str_skip(text, from + 1), text.p[from]);
		if (close < 0)
			return stop(steps);
		size_t end = from + 1 + (size_t)close;
		step->name = str_slice(text, from + 1, end);
		if (end + 1 >= text.n || text.p[end + 1] != ']' ||
		    str_find_char(step->name, '\\') >= 0)
			return stop(steps);
		steps->at = end + 2;
		return true;
	}
	close = str_find_char(str_skip(text, from), ']');
	size_t number = 0;
	bool negative = from < text.n && text.p[from] == '-';
	if (close < 0 ||
	    !str_to_size(str_slice(text, from + negative, from + (size_t)close), &number) ||
	    number > 1000000)
		return stop(steps);
	step->is_index = true;
	step->index = negative ? -(long)number : (long)number;
	steps->at = from + (size_t)close + 1;
	return true;
}

bool path_next(struct path_steps *steps, struct path_step *step)
{
	struct str text = steps->text;

	*step = (struct path_step){.end = steps->at};
	if (!steps->ok || steps->at >= text.n)
		return false;
	if (text.p[steps->at] == '[') {
		if (!bracket(steps, step))
			return false;
	} else if (text.p[steps->at] == '.' && steps->at + 1 < text.n &&
		   text.p[steps->at + 1] == '`') {
		ptrdiff_t close = str_find_char(str_skip(text, steps->at + 2), '`');
		if (close <= 0)
			return stop(steps);
		step->name = str_slice(text, steps->at + 2, steps->at + 2 + (size_t)close);
		steps->at += 3 + (size_t)close;
	} else {
		size_t end = name_end(text, steps->at + 1);
		if (text.p[steps->at] != '.' || end == steps->at + 1)
			return stop(steps);
		step->name = str_slice(text, steps->at + 1, end);
		steps->at = end;
	}
	step->end = steps->at;
	return true;
}

bool path_is(struct str text)
{
	return text.n > 0 && text.p[0] == '$';
}

const struct val *path_bound(const struct scene *scene, const struct val *val, struct str name)
{
	if (val_settled(val) && val->kind != VAL_OBJECT && val->kind != VAL_ARRAY &&
	    val->kind != VAL_ABSENT)
		return val;
	const struct json *bound = binding_find(scene->env, name);
	if (bound && !val_settled_deep(scene->arena, val))
		return val_of_data(scene->arena, bound);
	if (bound && val->kind == VAL_ABSENT)
		return val_of_data(scene->arena, bound);
	return val_named(scene->arena, val, name);
}

const struct val *path_bound_whole(const struct scene *scene, const struct val *val,
				   struct str text)
{
	const struct json *bound = binding_find(scene->env, text);
	return bound ? val_of_data(scene->arena, bound) : val;
}

const struct val *path_find(const struct scene *scene, struct str text)
{
	struct path_steps steps = path_steps(text);
	struct path_step step;
	const struct val *val = NULL;

	if (!steps.ok)
		return path_bound(scene, val_unknown(scene->arena, text), text);
	if (str_eq(steps.root, STR("$")))
		val = scene->dollar;
	else if (str_eq(steps.root, STR("$$")))
		val = context_object(scene);
	else
		val = scene_variable(scene, str_skip(steps.root, 1));
	val = path_bound(scene, val, steps.root);
	while (path_next(&steps, &step)) {
		val = step.is_index ? val_element(scene->arena, val, step.index)
				    : val_child(scene->arena, val, step.name);
		val = path_bound(scene, val, str_slice(text, 0, step.end));
	}
	if (!steps.ok)
		return path_bound(scene, val_unknown(scene->arena, text), text);
	return val;
}

/* What is not there makes the state fail when it runs: nothing is known of what it would do. */
const struct val *path_eval(const struct scene *scene, struct str text)
{
	const struct val *val = path_find(scene, text);
	return val->kind == VAL_ABSENT ? val_unknown(scene->arena, text) : val;
}

const struct val *path_put(struct arena *arena, const struct val *whole, struct str path,
			   const struct val *part)
{
	struct path_steps steps = path_steps(path);
	struct path_step step;
	struct str names[STEPS_MAX];
	const struct val *wholes[STEPS_MAX];
	size_t n = 0;

	if (!steps.ok)
		return val_unknown(arena, (struct str){NULL, 0});
	while (path_next(&steps, &step)) {
		if (step.is_index || n == STEPS_MAX)
			return val_unknown(arena, (struct str){NULL, 0});
		names[n] = step.name;
		wholes[n++] = whole;
		whole = val_get(arena, whole, step.name);
	}
	if (!steps.ok)
		return val_unknown(arena, (struct str){NULL, 0});
	while (n-- > 0) {
		bool empty = wholes[n]->kind == VAL_ABSENT;
		part = val_with(arena, empty ? val_object(arena, NULL, 0, false) : wholes[n],
				names[n], part);
	}
	return part;
}
