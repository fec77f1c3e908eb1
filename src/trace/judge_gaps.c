/* trace/judge_gaps.c - what the inventory lacks of what a judged request hangs on. */
#include "judging.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "services.h"

void judge_note_gap(struct tracer *t, size_t hop, struct lack lack, bool assumed)
{
	struct noted_gap *noted;

	if (str_is_empty(lack.missing))
		return;
	noted = vec_push(&t->gaps);
	*noted = (struct noted_gap){{lack.account, lack.missing, lack.because, assumed}, hop};
}

/* Documents that are attached and not in the inventory. */
static void note_documents(struct tracer *t, const struct ask *ask, const struct layer_input *layer,
			   size_t hop)
{
	for (size_t i = 0; i < layer->n_levels; i++)
		for (size_t j = 0; j < layer->levels[i].n_policies; j++) {
			const struct bearing *bearing = &layer->levels[i].policies[j];
			if (bearing->policy != NULL)
				continue;
			struct str what =
			    arena_printf(t->arena, "document of %.*s", STR_ARG(bearing->label));
			judge_note_gap(t, hop,
				       (struct lack){ask->caller->principal.account, what,
						     STR("never collected")},
				       false);
		}
}

/* What a key's policy does not allow, a grant may: the judge leaves such a denial open. */
static void note_grants(struct tracer *t, const struct ask *ask, const struct bearings *b,
			const struct decision *decision, size_t hop)
{
	struct lack lack = {ask->resource_account, {NULL, 0}, STR("never collected")};

	if (decision->complete || decision->verdict != V_DENY_IMPLICIT ||
	    b->question.grants_known || !str_starts_nocase(ask->action, STR("kms:")))
		return;
	if (!str_is_empty(b->grants_lack.because))
		lack.because = b->grants_lack.because;
	lack.missing =
	    arena_printf(t->arena, "grants of %.*s", STR_ARG(holes_show(t->arena, ask->resource)));
	judge_note_gap(t, hop, lack, true);
}

/* What a bucket's policy allows everyone, the settings of the bucket or of its account may void. */
static void note_public_access(struct tracer *t, const struct ask *ask,
			       const struct decision *decision, size_t hop)
{
	struct lack lack = {ask->resource_account, {NULL, 0}, STR("never collected")};

	if (!decision->may_be_blocked && !decision->may_be_public)
		return;
	lack.missing =
	    arena_printf(t->arena, "%s of %.*s",
			 decision->may_be_blocked ? "public access block" : "policy status",
			 STR_ARG(holes_show(t->arena, ask->resource)));
	judge_note_gap(t, hop, lack, decision->may_be_blocked);
}

/*
 * Tables of the Data Catalog may be under Lake Formation, which then has to grant what policies
 * allow. Source: AWS Lake Formation Developer Guide, "Metadata access control".
 */
static bool asks_lake_formation(const struct ask *ask)
{
	static const struct str begins[] = {STR_INIT("catalog"), STR_INIT("database/"),
					    STR_INIT("table/"), STR_INIT("tableVersion/")};
	struct arn arn;

	if (!str_starts_nocase(ask->action, STR("glue:")) || !arn_parse(ask->resource, &arn))
		return false;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_starts(arn.resource, begins[i]))
			return true;
	return false;
}

void judge_lake_formation(struct tracer *t, const struct ask *ask, size_t index, struct hop *hop)
{
	struct lack lack = {ask->resource_account, {NULL, 0}, STR("never collected")};

	if (hop->verdict != V_ALLOW || !asks_lake_formation(ask))
		return;
	lack.missing = arena_printf(t->arena, "Lake Formation permissions of %.*s",
				    STR_ARG(holes_show(t->arena, ask->resource)));
	judge_note_gap(t, index, lack, true);
	hop->complete = false;
}

/* What binds the resources of an owner who is not known is not known, either. */
static void note_owner(struct tracer *t, const struct bearings *b, const struct decision *decision,
		       size_t hop)
{
	const struct lack lack = {STR(""), STR("resource control policies"),
				  STR("never collected")};

	if (decision->verdict == V_ALLOW && decision->layers[LAYER_RCP].assumed_absent &&
	    str_is_empty(b->lacks[LAYER_RCP].missing))
		judge_note_gap(t, hop, lack, true);
}

/* Where the resource's own policy was collected, its account surely uses the Region. */
bool judge_region_is_open(struct tracer *t, const struct ask *ask, const struct bearings *b)
{
	const struct layer_input *layer = &b->question.layers[LAYER_RESOURCE];

	if (str_is_empty(ask->region_lack.missing))
		return false;
	return (layer->state != LAYER_COLLECTED && layer->state != LAYER_PARTIAL &&
		layer->state != LAYER_ABSENT) ||
	       service_policy_subject(t->arena, ask->resource).owner != OWNER_ARN;
}

bool judge_policy_is_named(struct tracer *t, const struct ask *ask)
{
	struct policy_subject subject = service_policy_subject(t->arena, ask->resource);

	return subject.owner == OWNER_ARN && !holes_any(subject.subject);
}

void judge_note_gaps(struct tracer *t, const struct ask *ask, const struct bearings *b,
		     const struct decision *decision, size_t hop)
{
	/* which resource it is, the run decides: the inventory lacks nothing that could be named */
	bool open = ask->kind != ASK_SERVICE_ASSUMES && ask->kind != ASK_ASSUME &&
		    holes_any(ask->resource) && !ask->own_assumed && !judge_policy_is_named(t, ask);

	if (decision->verdict == V_UNKNOWN && !open)
		judge_note_gap(t, hop, ask->owner_lack, false);
	if (decision->verdict == V_ALLOW)
		judge_note_gap(t, hop, ask->key_lack, true);
	if (decision->verdict == V_ALLOW && ask->own_assumed)
		judge_note_gap(t, hop, ask->owner_lack, true);
	if (decision->verdict == V_ALLOW && judge_region_is_open(t, ask, b))
		judge_note_gap(t, hop, ask->region_lack, true);
	if (verdict_denies(decision->verdict))
		judge_note_gap(t, hop, ask->otherwise, true);
	note_grants(t, ask, b, decision, hop);
	note_public_access(t, ask, decision, hop);
	note_owner(t, b, decision, hop);
	for (int i = 0; i < LAYER_COUNT; i++) {
		const struct layer_decision *d = &decision->layers[i];
		if (d->assumed_absent)
			judge_note_gap(t, hop, b->lacks[i], true);
		else if (d->verdict == V_UNKNOWN && !(open && i == LAYER_RESOURCE))
			judge_note_gap(t, hop, b->lacks[i], false);
		if (d->verdict == V_UNKNOWN)
			note_documents(t, ask, &b->question.layers[i], hop);
	}
}
