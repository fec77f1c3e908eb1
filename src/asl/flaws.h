/* asl/flaws.h - what AWS would refuse when the state machine is created. */
#ifndef ASL_FLAWS_H
#define ASL_FLAWS_H

#include "rolehop/asl/read.h"
#include "rolehop/base/arena.h"

/*
 * The flaws of a definition, in the order of the text. Only what AWS surely refuses is listed: what
 * it merely warns of, or what is not documented, is not.
 * Source: Step Functions Developer Guide, "Structure", "Discovering workflow states", "Transforming
 * data"; "Amazon States Language" specification.
 */
void asl_flaws_find(struct arena *arena, const struct asl *asl, const struct asl_flaw **out,
		    size_t *n);

#endif
