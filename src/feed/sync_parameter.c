/* feed/sync_parameter.c - SSM parameters that somebody named, since definitions take roles from
 * them. */
#include "feed/sync_job.h"

#include "rolehop/base/buf.h"

enum { TEXT_MAX = 1 << 20, WORDS_MAX = 400 };

struct asking {
	struct account_job *job;
	struct str region;
	struct str name;
};

static void harvest(const struct asking *asking, const struct answer *answer)
{
	struct arena scratch = {0};
	struct buf text;

	buf_init(&text, &scratch, TEXT_MAX);
	json_write(&text, answer->json, false);
	job_add_harvest(asking->job, NULL, "GetParameter", asking->region, buf_str(&text));
	arena_release(&scratch);
}

static void note_gap(const struct asking *asking, const struct answer *answer)
{
	struct arena scratch = {0};
	struct str words = answer_words(&scratch, answer);

	sync_gap(
	    asking->job->sync, asking->job->account, asking->region,
	    arena_printf(&scratch, "parameter %.*s", STR_ARG(asking->name)).p,
	    answer->outcome == CALL_REFUSED,
	    arena_printf(&scratch, "GetParameter: %.*s", STR_ARG(str_slice(words, 0, WORDS_MAX))));
	arena_release(&scratch);
}

/* Where there is none of that name, nothing is lacking. */
static void on_parameter(void *self, const struct answer *answer)
{
	struct asking *asking = self;

	asking->job->pending--;
	if (answer->outcome == CALL_STOPPED)
		asking->job->stopped = true;
	else if (answer->outcome == CALL_DONE &&
		 json_is(json_get(answer->json, STR("Parameter")), JSON_OBJECT))
		harvest(asking, answer);
	else if (answer->outcome != CALL_REGION_OFF &&
		 !str_eq(answer->code, STR("ParameterNotFound")))
		note_gap(asking, answer);
}

/* The value of a SecureString stays as it is encrypted, and the importer drops it. */
static void ask(struct account_job *job, struct str region, struct str name)
{
	struct asking *asking = arena_alloc(&job->arena, sizeof(*asking));
	struct arena scratch = {0};
	struct call call = {.service = service_find(STR("ssm")),
			    .region = region,
			    .account = job->account,
			    .session = job->session,
			    .operation = STR("GetParameter"),
			    .done = on_parameter,
			    .self = asking};
	struct buf body;

	*asking = (struct asking){job, region, name};
	buf_init(&body, &scratch, TEXT_MAX);
	buf_add_cstr(&body, "{\"WithDecryption\":false,\"Name\":");
	json_write_str(&body, name);
	buf_add_char(&body, '}');
	call.body = buf_str(&body);
	job_counts_call(job);
	client_call(job->sync->client, &call);
	arena_release(&scratch);
}

void parameters_begin(struct account_job *job)
{
	const struct sync_options *options = job->sync->options;

	for (size_t i = 0; i < options->n_parameters; i++)
		for (size_t r = 0; r < job->regions.n; r++)
			ask(job, *(struct str *)vec_at(&job->regions, r), options->parameters[i]);
}
