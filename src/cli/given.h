/* cli/given.h - what a user gives to a trace: --set, --input, --context, --assume. */
#ifndef ROLEHOP_CLI_GIVEN_H
#define ROLEHOP_CLI_GIVEN_H

#include <stdbool.h>

#include "cli/args.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/trace/trace.h"

/* --set KEY=VALUE as bindings: the value is JSON where it parses as JSON, else a string. */
bool given_bindings(struct arena *arena, const struct args *args, struct trace_options *out,
		    struct err *err);

/* Do the machines have what --set names? ERR_USAGE where they do not, with what may have been
 * meant.
 */
struct cli;
bool given_are_known(struct cli *cli, const struct str *machines, size_t n,
		     const struct trace_options *options, struct err *err);

/* --context KEY=VALUE, KEY=?, KEY!: a repeated key makes a list. */
bool given_context(struct arena *arena, const struct args *args, struct trace_options *out,
		   struct err *err);

/* --input FILE: the execution's input. */
bool given_input(struct arena *arena, const struct args *args, struct trace_options *out,
		 struct err *err);

/* --profile's roles, --principal, --assume, each with the --external-id behind it, --action and
 * --resource. */
bool given_chain(struct arena *arena, const struct args *args, struct trace_chain *out,
		 struct err *err);

#endif
