/* app/drawing.h - what is known of the states of a workflow, as its drawing takes it. */
#ifndef ROLEHOP_APP_DRAWING_H
#define ROLEHOP_APP_DRAWING_H

#include <stddef.h>

#include "rolehop/asl/read.h"
#include "rolehop/base/arena.h"
#include "rolehop/graph/workflow.h"
#include "rolehop/model/machine.h"
#include "rolehop/trace/findings.h"

/* A Task's answer as a mark. */
enum graph_mark drawing_mark(const struct task_answer *answer);

/*
 * One fact for each state, from the answers of the machine's Tasks (findings_machine). A Task that
 * no answer is about is not judged yet.
 */
const struct graph_fact *drawing_facts(struct arena *arena, const struct machine *machine,
				       const struct asl *asl, const struct task_answer *answers,
				       size_t n);

#endif
