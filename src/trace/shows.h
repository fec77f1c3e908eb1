/* trace/shows.h - what a decided trace shows: the claims by which causes are recognised. */
#ifndef ROLEHOP_SRC_TRACE_SHOWS_H
#define ROLEHOP_SRC_TRACE_SHOWS_H

#include "pointing.h"
#include "rolehop/base/json.h"
#include "tracer.h"

/* A trace at the gate that decides it. */
struct shown {
	struct arena *arena;
	const struct trace *trace;
	const struct hop *hop;
	const struct gate_result *gate;
	const struct evidence *e; /* the piece that decides; may be NULL */
	struct pointing at;
	const struct json *statement; /* that it stands in, read where its conditions bear on the
					 cause; or NULL */
};

/* What the policy has where it decides; empty where nothing does. */
static inline struct str shown_wants(const struct shown *s)
{
	return s->e->wants;
}

/* The statement that a piece of evidence stands in, or NULL. */
const struct json *shown_statement(struct arena *arena, const struct evidence *e);

bool shows_action_misnamed(const struct shown *s);
bool shows_always(const struct shown *s);
bool shows_asks_network(const struct shown *s);
bool shows_assumes_itself(const struct shown *s);
bool shows_at_external_id(const struct shown *s);
bool shows_at_mfa(const struct shown *s);
bool shows_at_network(const struct shown *s);
bool shows_at_organization(const struct shown *s);
bool shows_at_sent_tags(const struct shown *s);
bool shows_at_source(const struct shown *s);
bool shows_at_source_identity(const struct shown *s);
bool shows_at_time(const struct shown *s);
bool shows_batch_both(const struct shown *s);
bool shows_condition_not_met(const struct shown *s);
bool shows_credentials_missing(const struct shown *s);
bool shows_dynamodb_index(const struct shown *s);
bool shows_ecs_revision(const struct shown *s);
bool shows_explicit_deny(const struct shown *s);
bool shows_external_id_missing(const struct shown *s);
bool shows_is_http(const struct shown *s);
bool shows_lacks_account(const struct shown *s);
bool shows_lacks_policy(const struct shown *s);
bool shows_lambda_qualifier(const struct shown *s);
bool shows_literal_principal(const struct shown *s);
bool shows_literal_wildcard(const struct shown *s);
bool shows_names_other_account(const struct shown *s);
bool shows_names_other_states(const struct shown *s);
bool shows_on_another_resource(const struct shown *s);
bool shows_on_bus(const struct shown *s);
bool shows_on_key(const struct shown *s);
bool shows_only_case_differs(const struct shown *s);
bool shows_only_path_differs(const struct shown *s);
bool shows_other_side_grants(const struct shown *s);
bool shows_partition_differs(const struct shown *s);
bool shows_passes_role(const struct shown *s);
bool shows_polls(const struct shown *s);
bool shows_polls_machine_arn(const struct shown *s);
bool shows_reads_foreign_bucket(const struct shown *s);
bool shows_reads_secret_by_aws(const struct shown *s);
bool shows_reads_secret_by_key(const struct shown *s);
bool shows_on_data_key(const struct shown *s);
bool shows_region_deny(const struct shown *s);
bool shows_resource_is_path(const struct shown *s);
bool shows_s3_other_kind(const struct shown *s);
bool shows_secret_suffix(const struct shown *s);
bool shows_sends_token(const struct shown *s);
bool shows_sets_source_identity(const struct shown *s);
bool shows_start_or_startsync(const struct shown *s);
bool shows_starts_itself(const struct shown *s);
bool shows_tags_sagemaker(const struct shown *s);
bool shows_tags_session(const struct shown *s);
bool shows_trust_names_id(const struct shown *s);
bool shows_trust_names_service(const struct shown *s);
bool shows_trust_names_session(const struct shown *s);
bool shows_unknown_mfa(const struct shown *s);
bool shows_unknown_network(const struct shown *s);
bool shows_unknown_path(const struct shown *s);
bool shows_unknown_tags(const struct shown *s);

#endif
