/* trace/machines.c - the machine that is asked about: which one it is, its definition, its Tasks.
 */
#include <stdlib.h>

#include "rolehop/model/arn.h"
#include "rolehop/trace/trace.h"
#include "tracer.h"

/* A bare name is that of a machine of any account. */
static struct str meant_arn(struct arena *arena, struct str text)
{
	struct arn arn;

	return arn_parse(text, &arn)
		   ? text
		   : arena_printf(arena, "arn:aws:states:::stateMachine:%.*s", STR_ARG(text));
}

bool trace_no_machine(struct arena *arena, const struct world *world, struct str arn,
		      enum found found, const struct lack *lack, struct err *err)
{
	const struct str *near = NULL;
	size_t n = 0;

	if (!world->ops->suggest(world->self, arena, meant_arn(arena, arn), true, &near, &n, err))
		return false;
	if (n > 0)
		return err_set(err, ERR_INPUT,
			       "%.*s: no such state machine in the inventory; did you mean %.*s?",
			       STR_ARG(arn), STR_ARG(near[0]));
	if (found == FOUND_ABSENT)
		return err_set(err, ERR_INPUT,
			       "%.*s: there is no such state machine: all of that account and "
			       "Region were collected",
			       STR_ARG(arn));
	if (!str_is_empty(lack->account))
		return err_set(err, ERR_INPUT,
			       "%.*s: no such state machine in the inventory (%.*s of account "
			       "%.*s: %.*s); import its describe-state-machine output",
			       STR_ARG(arn), STR_ARG(lack->missing), STR_ARG(lack->account),
			       STR_ARG(lack->because));
	return err_set(err, ERR_INPUT,
		       "%.*s: no such state machine in the inventory; import its "
		       "describe-state-machine output",
		       STR_ARG(arn));
}

bool trace_versions(struct arena *arena, const struct world *world, struct str arn,
		    const struct str **out, size_t *n, struct err *err)
{
	struct str base = arn_machine_base(arn);
	struct str qualifier = str_skip(arn, base.n);
	struct str *one = arena_array(arena, 1, sizeof(*one));
	enum found found = FOUND_UNKNOWN;
	size_t number = 0;

	one[0] = arn;
	*out = one;
	*n = 1;
	if (qualifier.n < 2 || str_to_size(str_skip(qualifier, 1), &number))
		return true;
	if (!world->ops->aliased(world->self, arena, arn, &found, out, n, err))
		return false;
	if (found == FOUND_YES)
		return true;
	*out = one;
	*n = 1;
	return true;
}

/* A version or an alias that was not collected may have another definition than the machine now. */
static bool no_version(struct str arn, enum found found, struct err *err)
{
	struct str base = arn_machine_base(arn);
	struct str qualifier = str_skip(arn, base.n + 1);
	size_t number = 0;

	if (found == FOUND_ABSENT)
		return err_set(err, ERR_INPUT, "%.*s has no version %.*s", STR_ARG(base),
			       STR_ARG(qualifier));
	if (str_to_size(qualifier, &number))
		return err_set(err, ERR_INPUT,
			       "%.*s: this version is not in the inventory; import the "
			       "describe-state-machine output of this ARN",
			       STR_ARG(arn));
	return err_set(err, ERR_INPUT,
		       "%.*s: the inventory does not know this alias; import its "
		       "describe-state-machine-alias output, and the describe-state-machine output "
		       "of the versions that it names",
		       STR_ARG(arn));
}

/* Why the definition is not there; empty: it is. */
static struct str undefined_why(struct arena *arena, struct str arn, const struct machine *machine)
{
	if (machine->withheld)
		return arena_printf(arena,
				    "%.*s: its definition is not known: %.*s; import it with the "
				    "definition",
				    STR_ARG(arn), STR_ARG(machine->withheld_why));
	if (str_is_empty(machine->definition))
		return arena_printf(arena,
				    "%.*s: its definition is not in the inventory; import its "
				    "describe-state-machine "
				    "output",
				    STR_ARG(arn));
	return STR("");
}

static struct trace *undefined(struct arena *arena, const struct world *world,
			       const struct machine *machine, struct str state, struct str why)
{
	struct trace *trace = arena_alloc(arena, sizeof(*trace));
	struct gap *gap = arena_alloc(arena, sizeof(*gap));

	*gap = (struct gap){
	    .account = machine->account,
	    .missing = arena_printf(arena, "definition of %.*s", STR_ARG(machine_named(machine))),
	    .because = machine->withheld ? STR("partial") : STR("never collected"),
	};
	*trace = (struct trace){
	    .machine = machine_named(machine),
	    .state = str_starts(state, STR("/")) ? STR("") : state,
	    .pointer = str_starts(state, STR("/")) ? state : STR(""),
	    .verdict = V_UNKNOWN,
	    .summary = arena_printf(arena, "Unknown: %.*s.", STR_ARG(why)),
	    .gaps = gap,
	    .n_gaps = 1,
	    .taken = world->taken,
	};
	return trace;
}

bool trace_undefined(struct arena *arena, const struct world *world, struct str arn,
		     struct str state, const struct trace **out, struct err *err)
{
	const struct machine *machine = NULL;
	enum found found = FOUND_UNKNOWN;
	struct lack lack;
	struct str why;

	*out = NULL;
	if (!world->ops->machine(world->self, arena, arn, &found, &machine, &lack, err))
		return false;
	if (found != FOUND_YES)
		return true;
	why = undefined_why(arena, arn, machine);
	if (!str_is_empty(why))
		*out = undefined(arena, world, machine, state, why);
	return true;
}

/* The machine, with a definition. */
static bool find_machine(struct arena *arena, const struct world *world, struct str arn,
			 const struct machine **machine, struct err *err)
{
	const struct machine *base = NULL;
	const struct str *versions = NULL;
	enum found found = FOUND_UNKNOWN;
	struct lack lack = {.account = STR_INIT("")};
	struct str why;
	size_t n = 0;

	if (!trace_versions(arena, world, arn, &versions, &n, err))
		return false;
	if (n != 1)
		return err_set(err, ERR_INPUT,
			       "%.*s stands for %zu versions; ask for one of them, as %.*s",
			       STR_ARG(arn), n, STR_ARG(versions[0]));
	arn = versions[0];
	if (!world->ops->machine(world->self, arena, arn_machine_base(arn), &found, &base, &lack,
				 err))
		return false;
	if (found != FOUND_YES)
		return trace_no_machine(arena, world, arn, found, &lack, err);
	if (!world->ops->machine(world->self, arena, arn, &found, machine, &lack, err))
		return false;
	if (found != FOUND_YES)
		return no_version(arn, found, err);
	why = undefined_why(arena, arn, *machine);
	return str_is_empty(why) || err_set(err, ERR_INPUT, "%.*s", STR_ARG(why));
}

bool trace_machine_read(struct arena *arena, const struct world *world, struct str arn,
			const struct asl *before, const struct machine **machine,
			const struct asl **asl, struct err *err)
{
	if (!find_machine(arena, world, arn, machine, err))
		return false;
	if (before != NULL && str_eq(before->text, (*machine)->definition)) {
		*asl = before;
		return true;
	}
	return asl_read(arena, (*machine)->definition, asl, err) ||
	       err_prefix(err, "definition of %.*s", STR_ARG(machine_named(*machine)));
}

bool trace_machine(struct arena *arena, const struct world *world, struct str arn,
		   const struct machine **machine, const struct asl **asl, struct err *err)
{
	return trace_machine_read(arena, world, arn, NULL, machine, asl, err);
}

static int by_pointer(const void *a, const void *b)
{
	const struct asl_state *const *left = a;
	const struct asl_state *const *right = b;

	return str_cmp((*left)->pointer, (*right)->pointer);
}

void trace_tasks(struct arena *arena, const struct asl *asl, const struct asl_state *const **states,
		 size_t *n)
{
	const struct asl_state **list = arena_array(arena, asl->n_states, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < asl->n_states; i++)
		if (asl_calls(asl->states[i]))
			list[(*n)++] = asl->states[i];
	if (*n > 1)
		qsort(list, *n, sizeof(*list), by_pointer);
	*states = list;
}
