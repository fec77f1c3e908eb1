/* model/machine.c - words about state machines. */
#include "rolehop/model/machine.h"

struct str machine_named(const struct machine *machine)
{
	return machine->qualified.n > 0 ? machine->qualified : machine->arn;
}

const char *machine_type_word(enum machine_type type)
{
	switch (type) {
	case MACHINE_STANDARD:
		return "STANDARD";
	case MACHINE_EXPRESS:
		return "EXPRESS";
	case MACHINE_TYPE_UNKNOWN:
		break;
	}
	return "unknown";
}
