/* feed/shapes.c - the inventory in shapes that import reads: accounts, machines, resources. */
#include "rolehop/feed/export.h"

#include "feed/shapes.h"
#include "rolehop/model/arn.h"

enum { LINE_MAX_BYTES = 1 << 30 };

/* ---- lines -------------------------------------------------------------------------------- */

void shape_begin(struct exporting *x)
{
	buf_init(&x->buf, &x->scratch, LINE_MAX_BYTES);
	json_out_init(&x->out, &x->buf, false);
	json_out_open(&x->out, NULL, '{');
}

bool shape_end(struct exporting *x)
{
	json_out_close(&x->out, '}');
	if (x->buf.over)
		return err_set(x->err, ERR_INPUT, "one account has more than a line can hold");
	return x->line(x->self, buf_str(&x->buf), x->err);
}

bool shape_facts(struct exporting *x, const struct entity *entity)
{
	x->entity = entity;
	return store_facts(x->store, &x->scratch, entity->id, FACT_ALL, &x->facts, &x->n_facts,
			   x->err);
}

struct str shape_value(const struct exporting *x, enum fact_kind kind, struct str name)
{
	for (size_t i = 0; i < x->n_facts; i++)
		if (x->facts[i].kind == kind && (name.n == 0 || str_eq(x->facts[i].name, name)))
			return x->facts[i].value;
	return STR("");
}

bool shape_is_complete(const struct exporting *x, const char *what)
{
	for (size_t i = 0; i < x->n_facts; i++)
		if (x->facts[i].kind == FACT_COMPLETE && str_eq(x->facts[i].name, str_from(what)))
			return true;
	return false;
}

void shape_text(struct exporting *x, const char *key, enum fact_kind kind)
{
	struct str value = shape_value(x, kind, STR(""));

	if (!str_is_empty(value))
		json_out_str(&x->out, key, value);
}

bool shape_document(struct exporting *x, const char *key, const struct fact *fact)
{
	struct str text;

	if (!store_document(x->store, &x->scratch, fact->document, &text, x->err))
		return false;
	json_out_str(&x->out, key, text);
	return true;
}

const struct fact *shape_fact(const struct exporting *x, enum fact_kind kind)
{
	for (size_t i = 0; i < x->n_facts; i++)
		if (x->facts[i].kind == kind)
			return &x->facts[i];
	return NULL;
}

bool shape_covered(struct exporting *x, struct str account, struct str region,
		   enum entity_kind kind, bool *complete)
{
	struct coverage coverage;

	if (!store_coverage(x->store, &x->scratch, account, region, kind, &coverage, x->err))
		return false;
	*complete = coverage.state == COVERAGE_COMPLETE;
	return true;
}

/* ---- machines ----------------------------------------------------------------------------- */

static void put_settings(struct exporting *x)
{
	struct str level = shape_value(x, FACT_SETTING, STR("logs"));
	struct str key = shape_value(x, FACT_SETTING, STR("key"));

	json_out_open(&x->out, "loggingConfiguration", '{');
	json_out_str(&x->out, "level", str_is_empty(level) ? STR("OFF") : level);
	json_out_close(&x->out, '}');
	json_out_open(&x->out, "tracingConfiguration", '{');
	json_out_bool(&x->out, "enabled",
		      !str_is_empty(shape_value(x, FACT_SETTING, STR("traces"))));
	json_out_close(&x->out, '}');
	if (!str_is_empty(key)) {
		json_out_open(&x->out, "encryptionConfiguration", '{');
		json_out_str(&x->out, "kmsKeyId", key);
		json_out_close(&x->out, '}');
	}
}

static bool is_described(const struct exporting *x)
{
	return shape_fact(x, FACT_DEFINITION) || shape_fact(x, FACT_WITHHELD);
}

/* describe-state-machine; of a machine that was only listed, nothing. */
static bool shape_machine(struct exporting *x, const struct entity *machine)
{
	const struct fact *definition;

	if (!shape_facts(x, machine))
		return false;
	if (!is_described(x))
		return true;
	definition = shape_fact(x, FACT_DEFINITION);
	shape_begin(x);
	json_out_str(&x->out, "stateMachineArn", machine->key);
	json_out_str(&x->out, "name", machine->name);
	shape_text(x, "status", FACT_STATUS);
	shape_text(x, "type", FACT_TYPE);
	shape_text(x, "roleArn", FACT_ROLE_ARN);
	put_settings(x);
	if (definition && !shape_document(x, "definition", definition))
		return false;
	return shape_end(x);
}

/* list-state-machines of one Region: whole where that is known, else those that nothing describes.
 */
static bool shape_machine_list(struct exporting *x, struct str account,
			       const struct entity *machines, size_t n)
{
	bool complete;
	size_t sum = 0;

	if (!shape_covered(x, account, machines[0].region, ENTITY_MACHINE, &complete))
		return false;
	shape_begin(x);
	json_out_open(&x->out, "stateMachines", '[');
	for (size_t i = 0; i < n; i++) {
		if (!shape_facts(x, &machines[i]))
			return false;
		if (!complete && is_described(x))
			continue;
		sum++;
		json_out_open(&x->out, NULL, '{');
		json_out_str(&x->out, "stateMachineArn", machines[i].key);
		json_out_str(&x->out, "name", machines[i].name);
		shape_text(x, "type", FACT_TYPE);
		json_out_close(&x->out, '}');
	}
	json_out_close(&x->out, ']');
	if (!complete)
		json_out_str(&x->out, "nextToken", STR("more"));
	return sum == 0 || shape_end(x);
}

static bool shape_machines(struct exporting *x, struct str account)
{
	const struct entity *machines;
	size_t n, from = 0;

	if (!store_list(x->store, &x->scratch, ENTITY_MACHINE, account, &machines, &n, x->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!shape_machine(x, &machines[i]))
			return false;
	for (size_t i = 1; i <= n; i++) {
		if (i < n && str_eq(machines[i].region, machines[from].region))
			continue;
		if (!shape_machine_list(x, account, &machines[from], i - from))
			return false;
		from = i;
	}
	return true;
}

/* ---- resources ---------------------------------------------------------------------------- */

static bool shape_parameter(struct exporting *x, const struct entity *parameter)
{
	shape_begin(x);
	json_out_open(&x->out, "Parameter", '{');
	json_out_str(&x->out, "ARN", parameter->key);
	json_out_str(&x->out, "Name", parameter->name);
	json_out_str(&x->out, "Type", STR("String"));
	json_out_str(&x->out, "Value", shape_value(x, FACT_VALUE, STR("")));
	json_out_close(&x->out, '}');
	return shape_end(x);
}

static bool shape_key_alias(struct exporting *x, const struct entity *alias, const struct arn *arn)
{
	shape_begin(x);
	json_out_open(&x->out, "Aliases", '[');
	json_out_open(&x->out, NULL, '{');
	json_out_str(&x->out, "AliasName", arn->resource);
	json_out_str(&x->out, "AliasArn", alias->key);
	shape_text(x, "TargetKeyId", FACT_VALUE);
	json_out_close(&x->out, '}');
	json_out_close(&x->out, ']');
	return shape_end(x);
}

/* ---- the keys of resources: each in the shape in which its service tells ------------------- */

static void shape_secret(struct exporting *x, const struct entity *resource, struct str key)
{
	json_out_str(&x->out, "ARN", resource->key);
	json_out_str(&x->out, "Name", resource->name);
	json_out_str(&x->out, "KmsKeyId", key);
	json_out_str(&x->out, "CreatedDate", STR("1970-01-01T00:00:00Z"));
}

static void shape_attributes(struct exporting *x, const struct entity *resource, struct str key)
{
	bool queue = str_contains(resource->key, STR(":sqs:"));

	json_out_open(&x->out, "Attributes", '{');
	json_out_str(&x->out, queue ? "QueueArn" : "TopicArn", resource->key);
	if (key.n > 0)
		json_out_str(&x->out, "KmsMasterKeyId", key);
	json_out_str(&x->out, "CreatedTimestamp", STR("0"));
	json_out_close(&x->out, '}');
}

static void shape_table(struct exporting *x, const struct entity *resource, struct str key)
{
	json_out_open(&x->out, "Table", '{');
	json_out_str(&x->out, "TableArn", resource->key);
	json_out_str(&x->out, "TableStatus", STR("ACTIVE"));
	if (key.n > 0) {
		json_out_open(&x->out, "SSEDescription", '{');
		json_out_str(&x->out, "SSEType", STR("KMS"));
		json_out_str(&x->out, "KMSMasterKeyArn", key);
		json_out_close(&x->out, '}');
	}
	json_out_close(&x->out, '}');
}

static void shape_stream(struct exporting *x, const struct entity *resource, struct str key)
{
	json_out_open(&x->out, "StreamDescriptionSummary", '{');
	json_out_str(&x->out, "StreamARN", resource->key);
	json_out_str(&x->out, "StreamStatus", STR("ACTIVE"));
	json_out_str(&x->out, "EncryptionType", key.n > 0 ? STR("KMS") : STR("NONE"));
	if (key.n > 0)
		json_out_str(&x->out, "KeyId", key);
	json_out_close(&x->out, '}');
}

static void shape_bucket(struct exporting *x, const struct entity *resource, struct str key)
{
	json_out_str(&x->out, "ResourceArn", resource->key);
	if (shape_value(x, FACT_SETTING, STR("region")).n > 0)
		json_out_str(&x->out, "Region", shape_value(x, FACT_SETTING, STR("region")));
	json_out_open(&x->out, "ServerSideEncryptionConfiguration", '{');
	json_out_open(&x->out, "Rules", '[');
	json_out_open(&x->out, NULL, '{');
	json_out_open(&x->out, "ApplyServerSideEncryptionByDefault", '{');
	json_out_str(&x->out, "SSEAlgorithm", key.n > 0 ? STR("aws:kms") : STR("AES256"));
	if (key.n > 0)
		json_out_str(&x->out, "KMSMasterKeyID", key);
	json_out_close(&x->out, '}');
	json_out_bool(&x->out, "BucketKeyEnabled",
		      shape_value(x, FACT_SETTING, STR("bucket-key")).n > 0);
	json_out_close(&x->out, '}');
	json_out_close(&x->out, ']');
	json_out_close(&x->out, '}');
}

static void shape_described(struct exporting *x, const struct entity *resource, struct str key)
{
	json_out_open(&x->out, "Parameters", '[');
	json_out_open(&x->out, NULL, '{');
	json_out_str(&x->out, "ARN", resource->key);
	json_out_str(&x->out, "Name", resource->name);
	json_out_str(&x->out, "Type", key.n > 0 ? STR("SecureString") : STR("String"));
	if (key.n > 0)
		json_out_str(&x->out, "KeyId", key);
	json_out_close(&x->out, '}');
	json_out_close(&x->out, ']');
}

static const struct encryption_shape {
	struct str service;
	void (*put)(struct exporting *x, const struct entity *resource, struct str key);
	bool keyed; /* it is never without a key */
} encryption_shapes[] = {
    {STR_INIT("secretsmanager"), shape_secret, true}, {STR_INIT("sqs"), shape_attributes, false},
    {STR_INIT("sns"), shape_attributes, false},	      {STR_INIT("dynamodb"), shape_table, false},
    {STR_INIT("kinesis"), shape_stream, false},	      {STR_INIT("s3"), shape_bucket, false},
    {STR_INIT("ssm"), shape_described, false},
};

static bool shape_encryption(struct exporting *x, const struct entity *resource,
			     const struct arn *arn)
{
	struct str key = shape_value(x, FACT_SETTING, STR("key"));

	if (!shape_fact(x, FACT_SETTING))
		return true;
	for (size_t i = 0; i < sizeof(encryption_shapes) / sizeof(encryption_shapes[0]); i++) {
		const struct encryption_shape *shape = &encryption_shapes[i];
		if (!str_eq(shape->service, arn->service) || (key.n == 0 && shape->keyed))
			continue;
		shape_begin(x);
		shape->put(x, resource, key);
		return shape_end(x);
	}
	return true;
}

static bool is_access_point(const struct arn *arn)
{
	return str_eq(arn->service, STR("s3")) && str_starts(arn->resource, STR("accesspoint/"));
}

static void shape_setting(struct exporting *x, const char *key, struct str value)
{
	if (value.n > 0)
		json_out_str(&x->out, key, value);
}

/* get-access-point. */
static bool shape_access_point(struct exporting *x, const struct entity *resource)
{
	struct str bucket = shape_value(x, FACT_SETTING, STR("bucket"));
	struct str network = shape_value(x, FACT_SETTING, STR("network"));
	ptrdiff_t colon = str_find_last_char(bucket, ':');

	if (network.n == 0)
		return true;
	shape_begin(x);
	json_out_str(&x->out, "AccessPointArn", resource->key);
	json_out_str(&x->out, "Name", resource->name);
	shape_setting(x, "Bucket", str_skip(bucket, (size_t)(colon + 1)));
	shape_setting(x, "BucketAccountId", shape_value(x, FACT_SETTING, STR("bucket-account")));
	shape_setting(x, "Alias", shape_value(x, FACT_SETTING, STR("alias")));
	if (str_eq(network, STR("internet"))) {
		json_out_str(&x->out, "NetworkOrigin", STR("Internet"));
		return shape_end(x);
	}
	json_out_str(&x->out, "NetworkOrigin", STR("VPC"));
	json_out_open(&x->out, "VpcConfiguration", '{');
	json_out_str(&x->out, "VpcId", network);
	json_out_close(&x->out, '}');
	return shape_end(x);
}

/* What S3 blocks of public access, and what it counts as public. */
static bool shape_public(struct exporting *x, struct str arn)
{
	struct str access = shape_value(x, FACT_VALUE, STR("public-access"));
	struct str status = shape_value(x, FACT_VALUE, STR("policy-status"));

	if (access.n == 0 && status.n == 0)
		return true;
	shape_begin(x);
	json_out_str(&x->out, "ResourceArn", arn);
	if (access.n > 0) {
		json_out_open(&x->out, "PublicAccessBlockConfiguration", '{');
		json_out_bool(&x->out, "RestrictPublicBuckets", str_eq(access, STR("restricted")));
		json_out_close(&x->out, '}');
	}
	if (status.n > 0) {
		json_out_open(&x->out, "PolicyStatus", '{');
		json_out_bool(&x->out, "IsPublic", str_eq(status, STR("public")));
		json_out_close(&x->out, '}');
	}
	return shape_end(x);
}

static bool shape_public_account(struct exporting *x, struct str account)
{
	struct entity entity;
	bool found = false;

	if (!store_find(x->store, &x->scratch, account, &entity, &found, x->err))
		return false;
	return !found || (shape_facts(x, &entity) &&
			  shape_public(x, arena_printf(&x->scratch, "arn:aws:iam::%.*s:root",
						       STR_ARG(account))));
}

/* That it exists, and whose it is: the ARN of a bucket does not say. */
static bool shape_row(struct exporting *x, const struct entity *resource)
{
	shape_begin(x);
	json_out_str(&x->out, "kind", STR("resource"));
	json_out_str(&x->out, "account", resource->account);
	json_out_str(&x->out, "arn", resource->key);
	json_out_null(&x->out, "document");
	return shape_end(x);
}

static bool shape_resource(struct exporting *x, const struct entity *resource)
{
	const struct fact *policy;
	struct arn arn;

	if (!shape_facts(x, resource))
		return false;
	if (!arn_parse(resource->key, &arn))
		return true;
	if (str_eq(arn.service, STR("ssm")) && shape_fact(x, FACT_VALUE))
		return shape_parameter(x, resource);
	if (str_eq(arn.service, STR("kms")) && str_starts(arn.resource, STR("alias/")))
		return shape_key_alias(x, resource, &arn);
	if (str_eq(arn.service, STR("s3")) && shape_value(x, FACT_VALUE, STR("")).n > 0 &&
	    str_contains(shape_fact(x, FACT_VALUE)->value, STR(":accesspoint/")))
		return true; /* the access point says of which alias it is */
	policy = shape_fact(x, FACT_DOCUMENT);
	if (!shape_row(x, resource) ||
	    !(is_access_point(&arn) ? shape_access_point(x, resource)
				    : shape_encryption(x, resource, &arn)) ||
	    !shape_public(x, resource->key))
		return false;
	if (!policy && !shape_is_complete(x, "policy"))
		return true;
	shape_begin(x);
	json_out_str(&x->out, "ResourceArn", resource->key);
	if (!policy)
		json_out_null(&x->out, "Policy");
	else if (!shape_document(x, "Policy", policy))
		return false;
	return shape_end(x);
}

static bool shape_resources(struct exporting *x, struct str account)
{
	const struct entity *resources;
	size_t n;

	if (!store_list(x->store, &x->scratch, ENTITY_RESOURCE, account, &resources, &n, x->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!shape_resource(x, &resources[i]))
			return false;
	return true;
}

/* ---- all of it ---------------------------------------------------------------------------- */

static bool shape_account(struct exporting *x, struct str account)
{
	struct arena_mark mark = arena_mark(&x->scratch);
	bool ok = shape_identities(x, account) && shape_public_account(x, account) &&
		  shape_machines(x, account) && shape_resources(x, account);

	arena_rewind(&x->scratch, mark);
	return ok;
}

bool feed_export(struct store *store, bool (*line)(void *self, struct str json, struct err *err),
		 void *self, struct err *err)
{
	struct exporting x = {.store = store, .line = line, .self = self, .err = err};
	const struct entity *accounts;
	size_t n;

	arena_init(&x.scratch);
	bool ok = shape_organization(&x) && shape_policies_of_aws(&x) &&
		  store_list(store, &x.scratch, ENTITY_ACCOUNT, STR(""), &accounts, &n, err);
	for (size_t i = 0; ok && i < n; i++)
		ok = shape_account(&x, accounts[i].key);
	arena_release(&x.scratch);
	return ok;
}
