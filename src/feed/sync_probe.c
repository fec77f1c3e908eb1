/* feed/sync_probe.c - what AWS would refuse a sync: each list is asked for, and its first thing. */
#include "feed/sync_job.h"

void probe_note(struct unit *unit, const char *operation)
{
	calls_action(&unit->job->sync->arena, &unit->job->sync->refused, unit->kind->service,
		     operation);
}

static bool any_failed(const struct account_job *job)
{
	for (size_t i = 0; i < job->units.n; i++)
		if ((*(struct unit **)vec_at(&job->units, i))->failed)
			return true;
	return false;
}

void sync_probe(struct client *client, struct session *session, struct str account,
		struct str region, const struct aws_settings *settings, struct arena *arena,
		struct vec *refused, bool *whole)
{
	const struct sync_options options = {
	    .regions = &region, .n_regions = 1, .function_versions = true};
	struct sync sync = {
	    .options = &options, .client = client, .settings = *settings, .probing = true};
	struct account_job job = {.sync = &sync,
				  .account = account,
				  .partition = partition_of(region)->name,
				  .base = session};

	vec_init(&sync.refused, &sync.arena, sizeof(struct str));
	job_begin(&job);
	while (!job_is_over(&job))
		client_turn(client);
	for (size_t i = 0; i < sync.refused.n; i++)
		*(struct str *)vec_push(refused) =
		    arena_str(arena, *(struct str *)vec_at(&sync.refused, i));
	*whole = !job.stopped && !any_failed(&job);
	arena_release(&job.arena);
	arena_release(&sync.arena);
}
