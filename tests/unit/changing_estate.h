/* changing_estate.h - a small inventory that changes at random, so that whatever is kept of it is
 * met by every kind of change. */
#ifndef ROLEHOP_TESTS_CHANGING_ESTATE_H
#define ROLEHOP_TESTS_CHANGING_ESTATE_H

#include "store_help.h"

#include "rolehop/base/vec.h"

struct changing {
	struct store *store;
	struct arena arena; /* of one change */
	uint64_t dice;
	int64_t clock;
	struct err err;
};

static inline unsigned below(struct changing *c, unsigned n)
{
	c->dice ^= c->dice << 13;
	c->dice ^= c->dice >> 7;
	c->dice ^= c->dice << 17;
	return (unsigned)(c->dice >> 11) % n;
}

#define ONE_OF(c, list) ((list)[below((c), sizeof(list) / sizeof((list)[0]))])

/* clang-format off */
static const char *const estate_accounts[] = {"111111111111", "222222222222", "333333333333"};
static const char *const estate_roles[] = {"role/r0", "role/r1", "role/team/r2", "role/R1"};
static const char *const estate_users[] = {"user/u0", "user/u1"};
static const char *const estate_machines[] = {"m0", "m1", "m2"};
static const char *const estate_resources[] = {
	"arn:aws:s3:::bucket", "arn:aws:sqs:us-east-1:111111111111:queue", "arn:aws:sqs:us-east-1:222222222222:queue",
	"arn:aws:kms:us-east-1:222222222222:key/k", "arn:aws:ssm:us-east-1:111111111111:parameter/p",
	"arn:aws:iam::111111111111:saml-provider/x"};
static const char *const estate_nodes[] = {"r-root", "ou-one", "ou-two", "111111111111", "222222222222",
	"333333333333"};
/* clang-format on */

static inline struct str estate_text(struct changing *c, const char *format, const char *a,
				     const char *b)
{
	struct str text = str_from(format), out = STR("");

	for (ptrdiff_t at; (at = str_find_char(text, '%')) >= 0; a = b) {
		out = arena_printf(&c->arena, "%.*s%.*s%s", STR_ARG(out), (int)at, text.p, a);
		text = str_skip(text, (size_t)at + 1);
	}
	return arena_printf(&c->arena, "%.*s%.*s", STR_ARG(out), STR_ARG(text));
}

static inline struct str estate_iam(struct changing *c, const char *account, const char *rest)
{
	return estate_text(c, "arn:aws:iam::%:%", account, rest);
}

static inline struct str random_role(struct changing *c)
{
	return estate_iam(c, ONE_OF(c, estate_accounts), ONE_OF(c, estate_roles));
}

/* ---- documents --------------------------------------------------------------------------------
 */

static inline struct str random_condition(struct changing *c)
{
	static const char *const conditions[] = {
	    "",
	    "",
	    "",
	    ",\"Condition\":{\"DateLessThan\":{\"aws:CurrentTime\":\"2026-06-01T00:00:00Z\"}}",
	    ",\"Condition\":{\"NumericLessThan\":{\"AWS:EPOCHTIME\":\"1780000000\"}}",
	    ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-abc\"}}",
	    ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"x\"}}",
	    ",\"Condition\":{\"StringLike\":{\"aws:PrincipalTag/team\":\"a*\"}}",
	    ",\"Condition\":{\"StringLike\":{\"aws:userid\":\"${aws:CurrentTime}*\"}}",
	};

	return str_from(ONE_OF(c, conditions));
}

static inline struct str random_policy(struct changing *c)
{
	static const char *const actions[] = {"sts:AssumeRole", "sqs:*", "*", "sqs:SendMessage",
					      "kms:*"};
	static const char *const resources[] = {"*", "arn:aws:iam::*:role/*",
						"arn:aws:sqs:us-east-1:*:queue"};
	struct str resource = below(c, 3) ? str_from(ONE_OF(c, resources)) : random_role(c);

	return arena_printf(&c->arena,
			    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"%s\","
			    "\"Action\":\"%s\",\"Resource\":\"%.*s\"%.*s}]}",
			    below(c, 5) ? "Allow" : "Deny", ONE_OF(c, actions), STR_ARG(resource),
			    STR_ARG(random_condition(c)));
}

/* A trust or resource policy. */
static inline struct str random_trust(struct changing *c, const char *action)
{
	struct str principal;
	bool service = below(c, 2);

	switch (below(c, 5)) {
	case 0:
		principal = STR("\"*\"");
		break;
	case 1:
		principal = estate_text(c, "{\"AWS\":\"%\"}", ONE_OF(c, estate_accounts), "");
		break;
	case 2:
		principal = arena_printf(&c->arena, "{\"AWS\":\"%.*s\"}", STR_ARG(random_role(c)));
		break;
	default:
		principal = STR("{\"Service\":\"states.amazonaws.com\"}");
	}
	return arena_printf(
	    &c->arena,
	    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
	    "\"Action\":\"%s\",\"Principal\":%.*s%s%.*s}%s%s%s]}",
	    action, STR_ARG(principal), strncmp(action, "sts:", 4) ? ",\"Resource\":\"*\"" : "",
	    STR_ARG(random_condition(c)), service ? ",{\"Effect\":\"Allow\",\"Action\":\"" : "",
	    service ? action : "",
	    service ? "\",\"Principal\":{\"Service\":\"states.amazonaws.com\"}}" : "");
}

static inline struct str random_credentials(struct changing *c)
{
	/* clang-format off */
	static const char *const dynamic[] = {
		",\"Credentials\":{\"RoleArn.$\":\"States.Format('arn:aws:iam::{}:role/r1', $.a)\"}",
		",\"Credentials\":{\"RoleArn.$\":\"States.Format('arn:aws:iam::222222222222:role/{}', $.a)\"}",
		",\"Credentials\":{\"RoleArn.$\":\"$.role\"}",
		",\"Credentials\":{\"RoleArn.$\":\"$.p.Parameter.Value\"}",
	};
	/* clang-format on */

	if (below(c, 3) == 0)
		return STR("");
	if (below(c, 2))
		return str_from(ONE_OF(c, dynamic));
	return arena_printf(&c->arena, ",\"Credentials\":{\"RoleArn\":\"%.*s\"}",
			    STR_ARG(random_role(c)));
}

static inline struct str random_definition(struct changing *c)
{
	return arena_printf(
	    &c->arena,
	    "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Task\",\"Resource\":"
	    "\"arn:aws:states:::aws-sdk:ssm:getParameter\",\"Parameters\":{\"Name\":\"/p\"},"
	    "\"ResultPath\":\"$.p\",\"Next\":\"A\"},\"A\":{\"Type\":\"Task\",\"Resource\":"
	    "\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{\"QueueUrl\":"
	    "\"https://sqs.us-east-1.amazonaws.com/%s/queue\",\"MessageBody\":\"x\"}%.*s,\"Next\":"
	    "\"B\"},\"B\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::%s\","
	    "\"Parameters\":{\"Bucket\":\"bucket\",\"Key\":\"k\",\"StateMachineArn\":"
	    "\"arn:aws:states:us-east-1:%s:stateMachine:%s\"}%.*s,\"End\":true}}}",
	    ONE_OF(c, estate_accounts), STR_ARG(random_credentials(c)),
	    below(c, 2) ? "aws-sdk:s3:getObject" : "states:startExecution.sync",
	    ONE_OF(c, estate_accounts), ONE_OF(c, estate_machines), STR_ARG(random_credentials(c)));
}

/* ---- changes ----------------------------------------------------------------------------------
 */

enum { ESTATE_FACTS = 16 };

struct changing_put {
	struct entity_put put;
	struct fact_put facts[ESTATE_FACTS];
};

static inline void add_fact(struct changing_put *p, struct fact_put fact)
{
	assert_true(p->put.n_facts < ESTATE_FACTS);
	p->facts[p->put.n_facts++] = fact;
}

static inline struct fact_put text_fact(enum fact_kind kind, const char *name, struct str text)
{
	return (struct fact_put){
	    .kind = kind, .name = str_from(name), .document = text, .has_document = true};
}

static inline struct fact_put value_fact(enum fact_kind kind, const char *name, struct str value)
{
	return (struct fact_put){.kind = kind, .name = str_from(name), .value = value};
}

static inline struct changing_put exists(enum entity_kind kind, struct str key, struct str account,
					 const char *name, unsigned replaces)
{
	struct changing_put p = {.put = {.kind = kind,
					 .key = key,
					 .account = account,
					 .name = str_from(name),
					 .replaces = replaces | FACT_BIT(FACT_COMPLETE)}};

	add_fact(&p, (struct fact_put){.kind = FACT_EXISTS});
	return p;
}

static inline void must_put(struct changing *c, struct changing_put *p)
{
	p->put.facts = p->facts;
	must(c, store_put(c->store, &p->put, &c->err));
}

static inline void add_policies(struct changing *c, struct changing_put *p, const char *account)
{
	p->put.replaces |= FACT_BIT(FACT_INLINE) | FACT_BIT(FACT_ATTACHED);
	if (below(c, 2))
		add_fact(p, text_fact(FACT_INLINE, "i", random_policy(c)));
	if (below(c, 2))
		add_fact(
		    p, (struct fact_put){.kind = FACT_ATTACHED,
					 .name = estate_iam(
					     c, account, below(c, 2) ? "policy/p0" : "policy/p1")});
	if (below(c, 4))
		add_fact(p, value_fact(FACT_COMPLETE, "policies", STR("")));
}

static inline void put_role_at_random(struct changing *c)
{
	const char *account = ONE_OF(c, estate_accounts), *role = ONE_OF(c, estate_roles);
	struct changing_put p = exists(ENTITY_ROLE, estate_iam(c, account, role), str_from(account),
				       role + str_find_last_char(str_from(role), '/') + 1,
				       FACT_BIT(FACT_TRUST) | FACT_BIT(FACT_BOUNDARY) |
					   FACT_BIT(FACT_TAG) | FACT_BIT(FACT_UNIQUE_ID));

	if (below(c, 8))
		add_fact(&p, text_fact(FACT_TRUST, "", random_trust(c, "sts:AssumeRole")));
	if (below(c, 4) == 0)
		add_fact(&p, value_fact(FACT_BOUNDARY, "", estate_iam(c, account, "policy/p1")));
	if (below(c, 2))
		add_fact(&p, value_fact(FACT_TAG, "team", below(c, 2) ? STR("abc") : STR("b")));
	if (below(c, 2))
		add_fact(&p, value_fact(FACT_COMPLETE, "tags", STR("")));
	if (below(c, 2))
		add_fact(&p, value_fact(FACT_COMPLETE, "boundary", STR("")));
	add_policies(c, &p, account);
	must_put(c, &p);
}

static inline void put_user_at_random(struct changing *c)
{
	const char *account = ONE_OF(c, estate_accounts), *user = ONE_OF(c, estate_users);
	struct changing_put p = exists(ENTITY_USER, estate_iam(c, account, user), str_from(account),
				       user + 5, FACT_BIT(FACT_GROUP));

	if (below(c, 2))
		add_fact(&p, value_fact(FACT_GROUP, "g", STR("")));
	add_policies(c, &p, account);
	must_put(c, &p);
}

static inline void put_group_at_random(struct changing *c)
{
	const char *account = ONE_OF(c, estate_accounts);
	struct changing_put p =
	    exists(ENTITY_GROUP, estate_iam(c, account, "group/g"), str_from(account), "g", 0);

	add_policies(c, &p, account);
	must_put(c, &p);
}

static inline void put_policy_at_random(struct changing *c)
{
	const char *account = ONE_OF(c, estate_accounts);
	const char *rest = below(c, 2) ? "policy/p0" : "policy/p1";
	struct changing_put p =
	    exists(ENTITY_POLICY, estate_iam(c, account, rest), str_from(account), rest + 7, 0);

	add_fact(&p, text_fact(FACT_DOCUMENT, "", random_policy(c)));
	if (below(c, 2))
		add_fact(&p, text_fact(FACT_VERSION, "v2", random_policy(c)));
	must_put(c, &p);
}

static inline struct str machine_key(struct changing *c, const char *account, const char *name)
{
	return estate_text(c, "arn:aws:states:us-east-1:%:stateMachine:%", account, name);
}

static inline void put_machine_at_random(struct changing *c)
{
	const char *account = ONE_OF(c, estate_accounts), *name = ONE_OF(c, estate_machines);
	struct changing_put p =
	    exists(ENTITY_MACHINE, machine_key(c, account, name), str_from(account), name,
		   FACT_BIT(FACT_SETTING) | FACT_BIT(FACT_ROLE_ARN) | FACT_BIT(FACT_WITHHELD) |
		       FACT_BIT(FACT_DEFINITION) | FACT_BIT(FACT_VERSION) | FACT_BIT(FACT_ALIAS));

	p.put.region = STR("us-east-1");
	add_fact(&p,
		 value_fact(FACT_ROLE_ARN, "", estate_iam(c, account, ONE_OF(c, estate_roles))));
	add_fact(&p, value_fact(FACT_TYPE, "", below(c, 4) ? STR("STANDARD") : STR("EXPRESS")));
	if (below(c, 8))
		add_fact(&p, text_fact(FACT_DEFINITION, "", random_definition(c)));
	else
		add_fact(&p, value_fact(FACT_WITHHELD, "", STR("metadata only")));
	if (below(c, 3) == 0)
		add_fact(&p, value_fact(FACT_SETTING, "logs", STR("ALL")));
	if (below(c, 3) == 0)
		add_fact(&p, value_fact(FACT_SETTING, "key",
					STR("arn:aws:kms:us-east-1:"
					    "222222222222:key/k")));
	if (below(c, 2)) {
		struct fact_put version = text_fact(FACT_VERSION, "3", random_definition(c));
		version.value = estate_iam(c, account, ONE_OF(c, estate_roles));
		add_fact(&p, version);
	}
	if (below(c, 2))
		add_fact(&p, value_fact(FACT_ALIAS, "live", below(c, 2) ? STR("3") : STR("2,3")));
	if (below(c, 2))
		add_fact(&p,
			 value_fact(FACT_COMPLETE, below(c, 2) ? "versions" : "aliases", STR("")));
	must_put(c, &p);
}

static inline struct fact_put random_access(struct changing *c)
{
	return value_fact(FACT_VALUE, "public-access",
			  below(c, 2) ? STR("restricted") : STR("open"));
}

static inline void put_resource_at_random(struct changing *c)
{
	struct str key = str_from(ONE_OF(c, estate_resources));
	bool parameter = str_contains(key, STR(":ssm:"));
	struct changing_put p = exists(ENTITY_RESOURCE, key, STR(""), "",
				       FACT_BIT(FACT_DOCUMENT) | FACT_BIT(FACT_VALUE) |
					   FACT_BIT(FACT_GRANT) | FACT_BIT(FACT_SETTING));

	if (below(c, 2) || str_contains(key, STR(":iam:")))
		p.put.account = str_from(ONE_OF(c, estate_accounts));
	if (below(c, 2))
		p.put.region = STR("us-east-1");
	if (parameter)
		add_fact(&p, value_fact(FACT_VALUE, "", random_role(c)));
	else if (below(c, 3) == 0)
		add_fact(&p, value_fact(FACT_VALUE, "", str_from(estate_resources[3])));
	if (!parameter && below(c, 3))
		add_fact(&p, text_fact(FACT_DOCUMENT, "", random_trust(c, "*")));
	if (below(c, 2))
		add_fact(&p, value_fact(FACT_COMPLETE, "policy", STR("")));
	if (str_contains(key, STR(":s3:")) && below(c, 2))
		add_fact(&p, random_access(c));
	if (str_contains(key, STR(":s3:")) && below(c, 2))
		add_fact(&p, value_fact(FACT_SETTING, "network",
					below(c, 2) ? STR("internet") : STR("vpc-1")));
	if (str_contains(key, STR(":kms:")) && below(c, 2))
		add_fact(&p, text_fact(FACT_GRANT, "g", random_trust(c, "kms:Decrypt")));
	if (str_contains(key, STR(":kms:")) && below(c, 2))
		add_fact(&p, value_fact(FACT_COMPLETE, "grants", STR("")));
	must_put(c, &p);
}

/* ---- the organization */

static inline void put_node_at_random(struct changing *c)
{
	const char *id = ONE_OF(c, estate_nodes);
	enum entity_kind kind = id[0] == 'r'   ? ENTITY_ROOT
				: id[0] == 'o' ? ENTITY_OU
					       : ENTITY_ACCOUNT;
	struct changing_put p =
	    exists(kind, str_from(id), kind == ENTITY_ACCOUNT ? str_from(id) : STR(""), id,
		   FACT_BIT(FACT_PARENT));

	if (kind != ENTITY_ROOT && below(c, 6))
		add_fact(&p, value_fact(FACT_PARENT, "",
					kind == ENTITY_OU || below(c, 2) ? STR("r-root")
									 : STR("ou-one")));
	if (below(c, 2))
		add_fact(&p, value_fact(FACT_COMPLETE, "scps", STR("")));
	if (below(c, 2))
		add_fact(&p, value_fact(FACT_COMPLETE, "rcps", STR("")));
	if (kind == ENTITY_ACCOUNT && below(c, 2))
		add_fact(&p, value_fact(FACT_COMPLETE, "saml-providers", STR("")));
	if (kind == ENTITY_ACCOUNT && below(c, 2))
		add_fact(&p, random_access(c));
	must_put(c, &p);
}

static inline void put_scp_at_random(struct changing *c)
{
	static const char *const ids[] = {"p-one", "p-two", "p-rcp"};
	const char *id = ONE_OF(c, ids);
	struct changing_put p = exists(strcmp(id, "p-rcp") == 0 ? ENTITY_RCP : ENTITY_SCP,
				       str_from(id), STR(""), id, FACT_BIT(FACT_TARGET));

	add_fact(&p, text_fact(FACT_DOCUMENT, "", random_policy(c)));
	if (below(c, 5))
		add_fact(&p, (struct fact_put){.kind = FACT_TARGET,
					       .name = str_from(ONE_OF(c, estate_nodes))});
	if (below(c, 3))
		add_fact(&p, value_fact(FACT_COMPLETE, "targets", STR("")));
	must_put(c, &p);
}

static inline void put_organization_at_random(struct changing *c)
{
	struct changing_put p = exists(ENTITY_ORGANIZATION, STR("o-abc"), STR(""), "o-abc", 0);

	add_fact(&p, value_fact(FACT_MANAGEMENT, "", str_from(ONE_OF(c, estate_accounts))));
	must_put(c, &p);
}

/* ---- coverage, and what is gone */

static inline void cover_at_random(struct changing *c)
{
	static const enum entity_kind kinds[] = {
	    ENTITY_ROLE,    ENTITY_ROLE,    ENTITY_ROLE, ENTITY_USER, ENTITY_MACHINE,
	    ENTITY_ACCOUNT, ENTITY_ACCOUNT, ENTITY_SCP,	 ENTITY_RCP,  ENTITY_RESOURCE};
	enum entity_kind kind = ONE_OF(c, kinds);
	bool global = kind == ENTITY_ACCOUNT || kind == ENTITY_SCP || kind == ENTITY_RCP;
	struct coverage coverage = {
	    .account = global ? STR("") : str_from(ONE_OF(c, estate_accounts)),
	    .region = kind == ENTITY_MACHINE || (kind == ENTITY_RESOURCE && below(c, 2))
			  ? STR("us-east-1")
			  : STR(""),
	    .kind = kind,
	    .state = below(c, 4) ? COVERAGE_COMPLETE : (enum coverage_state)(1 + below(c, 2)),
	    .when = c->clock,
	};

	/* of resources only this makes a difference */
	if (kind == ENTITY_RESOURCE && below(c, 2))
		coverage.state = COVERAGE_REFUSED;
	if (coverage.state != COVERAGE_COMPLETE)
		coverage.because = STR("because");
	/* mostly nothing ends with it, or little would ever be there */
	if (below(c, 6))
		must(c, store_note_coverage(c->store, &coverage, &c->err));
	else
		must(c, store_cover(c->store, &coverage, &c->err));
}

static inline void end_at_random(struct changing *c)
{
	const char *account = ONE_OF(c, estate_accounts);
	enum entity_kind kind = ENTITY_ROLE;
	struct str key = random_role(c), region = STR("");

	switch (below(c, 6)) {
	case 0:
		kind = ENTITY_MACHINE;
		region = STR("us-east-1");
		key = machine_key(c, account, ONE_OF(c, estate_machines));
		break;
	case 1:
		kind = ENTITY_POLICY;
		key = estate_iam(c, account, "policy/p0");
		break;
	case 2:
		kind = ENTITY_GROUP;
		key = estate_iam(c, account, "group/g");
		break;
	case 3:
		kind = ENTITY_SCP;
		account = "";
		key = STR("p-one");
		break;
	case 4:
		kind = ENTITY_ACCOUNT;
		key = str_from(account);
		break;
	default:
		account = arena_cstr(&c->arena, str_slice(key, 13, 25));
	}
	must(c, store_end_absent(c->store, kind, str_from(account), region, key, &c->err));
}

/* One to three changes in one piece of work; `more`: it may go on with the last snapshot. */
static inline void change_at_random(struct changing *c, bool more)
{
	static void (*const changes[])(struct changing *) = {
	    put_role_at_random,	    put_role_at_random,
	    put_policy_at_random,   put_user_at_random,
	    put_group_at_random,    put_machine_at_random,
	    put_resource_at_random, put_node_at_random,
	    put_scp_at_random,	    put_organization_at_random,
	    cover_at_random,	    cover_at_random,
	    end_at_random,
	};
	struct snapshot snapshot = {.id = 0};
	bool found, changed;
	int64_t id;

	c->clock += 1000;
	must(c, store_snapshot(c->store, &c->arena, &snapshot, &found, &c->err));
	must(c, store_begin_more(c->store, more && below(c, 3) == 0 ? snapshot.id : 0, STR("test"),
				 c->clock, &c->err));
	for (unsigned n = 1 + below(c, 3); n > 0; n--)
		ONE_OF(c, changes)(c);
	must(c, store_commit(c->store, &changed, &id, &c->err));
	arena_wipe(&c->arena);
}

/* Most of what there can be. */
static inline void fill_at_random(struct changing *c)
{
	for (int i = 0; i < 60; i++)
		change_at_random(c, false);
}

#endif
