/* app/scan_rows.c - one item looked at, and its rows as bytes and back. */
#include "app/scan_rows.h"

#include <string.h>

#include "rolehop/trace/tell.h"

enum { ROW_TASK = 'T', ROW_RISK = 'R' };

/* ---- to bytes -----------------------------------------------------------------------------------
 */

static void put_texts(struct buf *out, const struct str *texts, size_t n)
{
	size_t bytes = n * sizeof(uint32_t);
	char *to;

	for (size_t i = 0; i < n; i++)
		bytes += texts[i].n;
	to = buf_take(out, bytes);
	if (to == NULL)
		return;
	for (size_t i = 0; i < n; i++) {
		uint32_t length = (uint32_t)texts[i].n;
		memcpy(to, &length, sizeof(length));
		to += sizeof(length);
		if (length > 0)
			memcpy(to, texts[i].p, length);
		to += length;
	}
}

static void put_task(struct buf *out, const struct task_answer *a, struct str json)
{
	const struct str texts[] = {
	    a->machine,	    a->account,	    a->state,	    a->pointer, a->action,	a->resource,
	    a->caller_role, a->target_role, a->target_path, a->cause,	a->gate,	a->summary,
	    a->events,	    a->spare,	    a->why_policy,  a->why_of,	a->why_pointer, json};

	buf_add_char(out, ROW_TASK);
	buf_add_char(out, (char)a->verdict);
	buf_add_char(out, (char)((a->complete ? 1 : 0) | (a->polls_across ? 2 : 0)));
	put_texts(out, texts, sizeof(texts) / sizeof(texts[0]));
}

static size_t kind_index(const struct risk_kind *kind)
{
	size_t i = 0;

	while (risk_kind_row(i) != kind)
		i++;
	return i;
}

static void put_risks(struct buf *out, const struct vec *risks)
{
	for (size_t i = 0; i < risks->n; i++) {
		const struct risk *r = vec_at(risks, i);
		buf_add_char(out, ROW_RISK);
		buf_add_char(out, (char)kind_index(r->kind));
		put_texts(out,
			  (const struct str[]){r->account, r->of, r->pointer, r->principal,
					       r->principal_account, r->says},
			  6);
	}
}

/* ---- and back -----------------------------------------------------------------------------------
 */

static bool take_char(struct str *bytes, char *out)
{
	if (bytes->n == 0)
		return false;
	*out = bytes->p[0];
	*bytes = str_skip(*bytes, 1);
	return true;
}

static bool take_str(struct str *bytes, struct str *out)
{
	uint32_t n;

	if (bytes->n < sizeof(n))
		return false;
	memcpy(&n, bytes->p, sizeof(n));
	if (bytes->n - sizeof(n) < n)
		return false;
	*out = str_slice(*bytes, sizeof(n), sizeof(n) + n);
	*bytes = str_skip(*bytes, sizeof(n) + n);
	return true;
}

static bool take_task(struct str *bytes, struct task_answer *a, struct str *json)
{
	struct str *const texts[] = {&a->machine,     &a->account,     &a->state,
				     &a->pointer,     &a->action,      &a->resource,
				     &a->caller_role, &a->target_role, &a->target_path,
				     &a->cause,	      &a->gate,	       &a->summary,
				     &a->events,      &a->spare,       &a->why_policy,
				     &a->why_of,      &a->why_pointer, json};
	char verdict, flags;

	if (!take_char(bytes, &verdict) || !take_char(bytes, &flags) || verdict < 0 ||
	    verdict > (char)V_UNKNOWN)
		return false;
	a->verdict = (enum verdict)verdict;
	a->complete = (flags & 1) != 0;
	a->polls_across = (flags & 2) != 0;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!take_str(bytes, texts[i]))
			return false;
	return true;
}

static bool take_risk(struct str *bytes, struct risk *r)
{
	char kind;

	if (!take_char(bytes, &kind))
		return false;
	r->kind = risk_kind_row((size_t)(unsigned char)kind);
	return r->kind != NULL && take_str(bytes, &r->account) && take_str(bytes, &r->of) &&
	       take_str(bytes, &r->pointer) && take_str(bytes, &r->principal) &&
	       take_str(bytes, &r->principal_account) && take_str(bytes, &r->says);
}

bool scan_row_read(struct str *bytes, struct task_answer *task, struct risk *risk,
		   struct scan_row *out)
{
	char tag;

	*out = (struct scan_row){.task = NULL};
	if (!take_char(bytes, &tag))
		return false;
	if (tag == ROW_TASK) {
		out->task = task;
		return take_task(bytes, task, &out->json);
	}
	out->risk = risk;
	return tag == ROW_RISK && take_risk(bytes, risk);
}

/* ---- one item -----------------------------------------------------------------------------------
 */

static bool machine_rows(struct arena *arena, const struct world *world, struct str machine,
			 const struct scan_options *options, struct buf *out, struct err *err)
{
	const struct findings_options how = {.whole = options->whole, .strict = options->strict};
	const struct task_answer *answers;
	struct arena scratch;
	struct vec risks;
	size_t n = 0;
	bool done;

	vec_init(&risks, arena, sizeof(struct risk));
	arena_init(&scratch);
	done = findings_machine_with(arena, &scratch, world, machine, &how, &answers, &n, err);
	arena_release(&scratch);
	for (size_t i = 0; i < n; i++) {
		put_task(out, &answers[i], answers[i].json);
		if (options->risks)
			risks_of_task(arena, &answers[i], &risks);
	}
	if (done && options->risks)
		done = risks_of_machine(arena, world, machine, &risks, err);
	put_risks(out, &risks);
	return done;
}

static bool role_rows(struct arena *arena, const struct world *world, struct str arn,
		      struct buf *out, struct err *err)
{
	enum found found = FOUND_UNKNOWN;
	const struct role *role = NULL;
	struct vec risks;
	struct lack lack;

	vec_init(&risks, arena, sizeof(struct risk));
	if (!world->ops->identity(world->self, arena, arn, &found, &role, &lack, err))
		return false;
	if (found == FOUND_YES && !risks_of_role(arena, world, role, &risks, err))
		return false;
	put_risks(out, &risks);
	return true;
}

static bool resource_rows(struct arena *arena, const struct world *world,
			  const struct scan_item *item, struct buf *out, struct err *err)
{
	enum found found = FOUND_UNKNOWN;
	const struct policy *policy = NULL;
	struct vec risks;
	struct lack lack;

	vec_init(&risks, arena, sizeof(struct risk));
	if (!world->ops->resource_policy(world->self, arena, item->key, &found, &policy, &lack,
					 err))
		return false;
	if (found == FOUND_YES &&
	    !risks_of_resource(arena, world, item->key, item->account, policy, &risks, err))
		return false;
	put_risks(out, &risks);
	return true;
}

bool scan_item_rows(struct arena *arena, const struct world *world, const struct scan_item *item,
		    const struct scan_options *options, struct buf *out, struct err *err)
{
	if (item->kind == ENTITY_MACHINE)
		return machine_rows(arena, world, item->key, options, out, err);
	if (item->kind == ENTITY_ROLE)
		return role_rows(arena, world, item->key, out, err);
	return resource_rows(arena, world, item, out, err);
}
