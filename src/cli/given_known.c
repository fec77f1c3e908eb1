/* cli/given_known.c - whether a machine has what --set names.
 *
 * What a definition names stands in its text; what a Task is asked for may be named in another way,
 * after what states before it handed over. Only what is neither is a slip.
 */
#include "cli/given.h"
#include "cli/run.h"
#include "rolehop/base/ascii.h"
#include "rolehop/base/near.h"
#include "rolehop/base/vec.h"

/* ---- names that stand in a definition ----------------------------------------------------- */

/* "$.a.b", "$$.Execution.Id", "$variable", "${Name}": where it ends that begins here. */
static size_t name_end(struct str text, size_t at)
{
	size_t i = at + 1;

	if (i < text.n && text.p[i] == '{') {
		ptrdiff_t close = str_find_char(str_skip(text, i), '}');
		return close < 0 ? i : i + (size_t)close + 1;
	}
	while (i < text.n && (ascii_is_alnum(text.p[i]) || text.p[i] == '_' || text.p[i] == '$' ||
			      text.p[i] == '.' || text.p[i] == '-'))
		i++;
	return i;
}

static void add_names(struct str text, struct vec *names)
{
	for (size_t i = 0; i < text.n; i++) {
		size_t end;
		/* Not the end of a member's name: "Key.$". */
		if (text.p[i] != '$' || (i > 0 && text.p[i - 1] == '.'))
			continue;
		end = name_end(text, i);
		*(struct str *)vec_push(names) = str_slice(text, i, end);
		i = end - 1;
	}
}

/* Is the other the same, or a part of it? */
static bool leads_to(struct str path, struct str below)
{
	return str_starts(below, path) &&
	       (below.n == path.n || below.p[path.n] == '.' || below.p[path.n] == '[');
}

/* An expression, or a path with more in it than names, stands there as it is or is asked for. */
static bool stands_in(struct str path, struct str definition, const struct vec *names)
{
	if (name_end(path, 0) < path.n)
		return str_contains(definition, path);
	for (size_t i = 0; i < names->n; i++) {
		struct str name = *(struct str *)vec_at(names, i);
		if (leads_to(path, name))
			return true;
	}
	return false;
}

/* ---- what is asked for ---------------------------------------------------------------------- */

static bool ask_all(struct cli *cli, struct str arn, const struct trace_options *options,
		    struct vec *names, struct err *err)
{
	const struct world *world = &cli->app->world;
	const struct asl_state *const *states;
	const struct machine *machine;
	const struct asl *asl;
	const struct trace *trace;
	bool done = true;
	size_t n;

	if (!trace_undefined(cli->arena, world, arn, STR(""), &trace, err))
		return false;
	for (size_t i = 0; trace != NULL && i < options->n_bindings; i++)
		*options->bindings[i].used = true; /* nobody knows */
	if (trace != NULL)
		return true;
	if (!trace_machine(cli->arena, world, arn, &machine, &asl, err))
		return false;
	add_names(machine->definition, names);
	for (size_t i = 0; i < options->n_bindings; i++)
		if (stands_in(options->bindings[i].path, machine->definition, names))
			*options->bindings[i].used = true;
	for (size_t i = 0; i < options->n_bindings; i++)
		done = done && *options->bindings[i].used;
	if (done)
		return true;
	trace_tasks(cli->arena, asl, &states, &n);
	done = true;
	for (size_t i = 0; done && i < n; i++) {
		struct arena scratch;
		arena_init(&scratch);
		done = trace_task(&scratch, world, machine, asl, states[i], options, &trace, err);
		arena_release(&scratch);
	}
	return done;
}

bool given_are_known(struct cli *cli, const struct str *machines, size_t n,
		     const struct trace_options *options, struct err *err)
{
	struct vec names;

	vec_init(&names, cli->arena, sizeof(struct str));
	for (size_t i = 0; options->n_bindings > 0 && i < n; i++)
		if (!ask_all(cli, machines[i], options, &names, err))
			return false;
	for (size_t i = 0; i < options->n_bindings; i++) {
		struct str path = options->bindings[i].path;
		size_t near = near_find(path, names.items, names.n);
		if (*options->bindings[i].used)
			continue;
		if (near < names.n)
			return err_set(err, ERR_USAGE,
				       "--set: the definition has no %.*s; did you mean %.*s?",
				       STR_ARG(path), STR_ARG(*(struct str *)vec_at(&names, near)));
		return err_set(err, ERR_USAGE,
			       "--set: the definition has no %.*s; name it as the definition does",
			       STR_ARG(path));
	}
	return true;
}
