/* trace/asked.c - a question that can be asked again. */
#include "rolehop/trace/asked.h"

bool asked_trace(struct arena *arena, const struct world *world, const struct asked *asked,
		 const struct trace_options *options, const struct trace **out, struct err *err)
{
	const struct machine *machine;
	const struct asl_state *state;
	const struct asl *asl;
	size_t n;

	if (str_is_empty(asked->machine))
		return trace_chain(arena, world, asked->chain, options, out, err);
	if (!trace_machine_read(arena, world, asked->machine, asked->asl, &machine, &asl, err))
		return false;
	asl_find(asl, asked->pointer, &state, 1, &n);
	if (n == 0)
		return err_set(err, ERR_INPUT, "%.*s has no state at %.*s", STR_ARG(asked->machine),
			       STR_ARG(asked->pointer));
	return trace_task(arena, world, machine, asl, state, options, out, err);
}

bool asked_before(struct arena *arena, const struct world *world, const struct asked *asked,
		  const struct trace_options *options, const struct trace *trace,
		  const struct trace **out, struct err *err)
{
	struct trace *copy = arena_alloc(arena, sizeof(*copy));
	struct trace_options brief = *options;
	struct err unread;

	*copy = *trace;
	brief.brief = true;
	if (!asked_trace(arena, world, asked, &brief, &copy->before, &unread)) {
		copy->before = NULL;
		if (unread.kind != ERR_INPUT) {
			*err = unread;
			return false;
		}
	}
	*out = copy;
	return true;
}
