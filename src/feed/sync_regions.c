/* feed/sync_regions.c - which regions of an account are looked into. */
#include "feed/sync_job.h"

#include <string.h>

enum { PAGES_MAX = 100, BODY_MAX = 1 << 16 };

/* Where AWS does not tell, all that there are; one that is off says so by itself. Source: AWS
 * General Reference, "AWS service endpoints". */
static const char *const known[] = {
    "us-east-1",      "us-east-2",	"us-west-1",	  "us-west-2",	    "af-south-1",
    "ap-east-1",      "ap-east-2",	"ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-south-1",     "ap-south-2",	"ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
    "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1",
    "ca-west-1",      "eu-central-1",	"eu-central-2",	  "eu-north-1",	    "eu-south-1",
    "eu-south-2",     "eu-west-1",	"eu-west-2",	  "eu-west-3",	    "il-central-1",
    "me-central-1",   "me-south-1",	"mx-central-1",	  "sa-east-1",	    "cn-north-1",
    "cn-northwest-1", "us-gov-east-1",	"us-gov-west-1",  "us-iso-east-1",  "us-iso-west-1",
    "us-isob-east-1", "us-isob-west-1", "eu-isoe-west-1", "us-isof-east-1", "us-isof-south-1",
    "eusc-de-east-1",
};

struct asking {
	struct account_job *job;
	void (*done)(struct account_job *job);
	size_t pages;
};

static void all_known(struct account_job *job)
{
	job->regions.n = 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(partition_of(str_from(known[i]))->name, job->partition) == 0)
			*(struct str *)vec_push(&job->regions) = str_from(known[i]);
}

/* The first that is known of the partition: it is always on. */
static struct str first_region(const struct account_job *job)
{
	size_t i = 0;

	while (strcmp(partition_of(str_from(known[i]))->name, job->partition) != 0)
		i++;
	return str_from(known[i]);
}

static void take_regions(struct account_job *job, const struct json *list, const char *member)
{
	for (const struct json *row = json_first(list); row != NULL; row = json_next(row)) {
		struct str name = json_get_str(row, str_from(member));
		if (name.n > 0 && !vec_has_str(&job->regions, name))
			*(struct str *)vec_push(&job->regions) = arena_str(&job->arena, name);
	}
}

static void ask(struct asking *asking, struct call *call, call_done done)
{
	struct account_job *job = asking->job;

	call->account = job->account;
	call->session = job->session;
	call->region = first_region(job);
	call->done = done;
	call->self = asking;
	job_counts_call(job);
	client_call(job->sync->client, call);
}

/* ---- ec2:DescribeRegions: those that are on ----------------------------------------------------
 */

static void on_described(void *self, const struct answer *answer)
{
	struct asking *asking = self;
	struct account_job *job = asking->job;

	job->pending--;
	if (answer->outcome == CALL_STOPPED) {
		job->stopped = true;
		return;
	}
	job->regions.n = 0;
	take_regions(job, json_get(answer->json, STR("regionInfo")), "regionName");
	job->regions_sure = answer->outcome == CALL_DONE && job->regions.n > 0;
	if (!job->regions_sure)
		all_known(job);
	asking->done(job);
}

/* ---- account:ListRegions -----------------------------------------------------------------------
 */

static void list(struct asking *asking, struct str token);

static void on_listed(void *self, const struct answer *answer)
{
	struct asking *asking = self;
	struct account_job *job = asking->job;
	struct str token = json_get_str(answer->json, STR("NextToken"));
	struct call describe = {.service = service_find(STR("ec2")),
				.operation = STR("DescribeRegions")};

	job->pending--;
	if (answer->outcome == CALL_STOPPED) {
		job->stopped = true;
		return;
	}
	take_regions(job, json_get(answer->json, STR("Regions")), "RegionName");
	job->regions_sure = answer->outcome == CALL_DONE && job->regions.n > 0 &&
			    (token.n == 0 || ++asking->pages < PAGES_MAX);
	if (job->regions_sure && token.n > 0)
		list(asking, token);
	else if (job->regions_sure)
		asking->done(job);
	else
		ask(asking, &describe, on_described);
}

static void list(struct asking *asking, struct str token)
{
	struct arena scratch = {0};
	struct buf body;
	struct call call = {.service = service_find(STR("account")),
			    .method = STR("POST"),
			    .path = STR("/listRegions")};

	buf_init(&body, &scratch, BODY_MAX);
	buf_add_cstr(&body, "{\"MaxResults\":50,\"RegionOptStatusContains\":[\"ENABLED\","
			    "\"ENABLED_BY_DEFAULT\"]");
	if (token.n > 0) {
		buf_add_cstr(&body, ",\"NextToken\":");
		json_write_str(&body, token);
	}
	buf_add_char(&body, '}');
	call.body = buf_str(&body);
	ask(asking, &call, on_listed);
	arena_release(&scratch);
}

void regions_begin(struct account_job *job, void (*done)(struct account_job *job))
{
	const struct sync_options *options = job->sync->options;
	struct asking *asking = arena_alloc(&job->arena, sizeof(*asking));

	*asking = (struct asking){job, done, 0};
	if (options->n_regions == 0) {
		list(asking, STR(""));
		return;
	}
	for (size_t i = 0; i < options->n_regions; i++)
		*(struct str *)vec_push(&job->regions) = options->regions[i];
	job->regions_sure = true;
	done(job);
}
