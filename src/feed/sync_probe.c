/* feed/sync_probe.c - what AWS would refuse a sync: each list is asked for, and its first thing. */
#include "feed/sync_job.h"

void probe_note(struct unit *unit, const char *operation)
{
	calls_action(&unit->job->sync->arena, &unit->job->sync->refused, unit->kind->service,
		     operation);
}

static void add_failed(struct arena *arena, const struct unit *unit, struct probe *out)
{
	struct str words =
	    arena_printf(arena, "%s (%.*s)", unit->kind->service, STR_ARG(unit->because));

	out->whole = false;
	for (size_t i = 0; i < out->failed.n; i++)
		if (str_starts(*(struct str *)vec_at(&out->failed, i),
			       arena_printf(arena, "%s (", unit->kind->service)))
			return;
	*(struct str *)vec_push(&out->failed) = words;
}

/* A service that has no host here is named, too: it may be the name server that fails. */
static void sum_up(const struct account_job *job, struct arena *arena, struct probe *out)
{
	struct vec services;

	vec_init(&services, arena, sizeof(struct str));
	out->whole = !job->stopped;
	for (size_t i = 0; i < job->units.n; i++) {
		const struct unit *unit = *(struct unit **)vec_at(&job->units, i);
		struct str service = str_from(unit->kind->service);
		if (!vec_has_str(&services, service))
			*(struct str *)vec_push(&services) = service;
		if (unit->failed || unit->no_host)
			add_failed(arena, unit, out);
	}
	out->asked = services.n;
}

void sync_probe(struct client *client, struct session *session, struct str account,
		struct str region, const struct aws_settings *settings, struct arena *arena,
		struct probe *out)
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
		*(struct str *)vec_push(&out->refused) =
		    arena_str(arena, *(struct str *)vec_at(&sync.refused, i));
	sum_up(&job, arena, out);
	arena_release(&job.arena);
	arena_release(&sync.arena);
}
