/* policy/rank.c - how near a statement came to applying, and which of its words came nearest. */
#include "policy/rank.h"

#include "policy/cond.h"
#include "policy/glob.h"
#include "policy/near.h"
#include "rolehop/model/arn.h"
#include "rolehop/policy/match.h"

/* What a part that does not fit costs; that much again, where the texts have nothing in common. */
enum {
	RANK_CONDITION = 10,
	RANK_PART = 20,
	RANK_MISNAMED = 24, /* less than any other name of the same service */
	RANK_OTHER_NAME = 25,
	RANK_OPEN = 5, /* a part of which it is not known */
};

/* How much of two texts is the same at both ends, 0 to 100. */
static int rank_alike(struct str a, struct str b)
{
	size_t longest = a.n > b.n ? a.n : b.n;
	size_t shortest = a.n > b.n ? b.n : a.n;
	size_t front = 0;
	size_t back = 0;
	if (longest == 0)
		return 100;
	while (front < shortest && a.p[front] == b.p[front])
		front++;
	while (back < shortest - front && a.p[a.n - 1 - back] == b.p[b.n - 1 - back])
		back++;
	return (int)((front + back) * 100 / longest);
}

uint32_t rank_action(const struct patterns *actions, const struct request *request)
{
	for (uint32_t i = 0; i < actions->n; i++)
		if (near_misnamed(actions->items[i].text, request))
			return i;
	return rank_pattern(actions, request->action);
}

uint32_t rank_pattern(const struct patterns *patterns, struct str has)
{
	uint32_t best = 0;
	int most = -1;
	for (uint32_t i = 0; patterns->n > 1 && i < patterns->n; i++) {
		struct str text = patterns->items[i].text;
		/* what leaves it out, not what is spelled alike */
		if (patterns->negated && match_glob(text, has, false) == TRI_YES)
			return i;
		int alike = rank_alike(text, has);
		if (alike > most) {
			best = i;
			most = alike;
		}
	}
	return best;
}

struct str rank_caller(const struct principal *caller)
{
	return caller->identity.n ? caller->identity : caller->arn;
}

/* A principal of the same kind as the caller is nearer than any other. */
static int rank_principal_alike(const struct principal_item *item, const struct principal *caller)
{
	bool service = caller->kind == PRINCIPAL_SERVICE;
	int alike = rank_alike(item->text, rank_caller(caller));
	if (item->form == FORM_ACCOUNT && str_eq(item->account, caller->account))
		return 90;
	/* What a deleted principal left behind says more than somebody else's name. */
	if (item->form == FORM_UNIQUE_ID && !service)
		return 60;
	return service == (item->form == FORM_SERVICE) ? alike : alike / 4;
}

uint32_t rank_principal(const struct principals *principals, const struct principal *caller)
{
	uint32_t best = 0;
	int most = -1;
	for (uint32_t i = 0; i < principals->n; i++) {
		int alike = rank_principal_alike(&principals->items[i], caller);
		if (alike > most) {
			best = i;
			most = alike;
		}
	}
	return best;
}

struct str rank_service(struct str action)
{
	return str_slice(action, 0, (size_t)(str_find_char(action, ':') + 1));
}

struct str rank_name(struct str action)
{
	return str_skip(action, (size_t)(str_find_char(action, ':') + 1));
}

static int rank_unlike(struct str a, struct str b, int price)
{
	return price + price * (100 - rank_alike(a, b)) / 100;
}

/* The nearest action: of the same service, or of the same name under another prefix. */
static int rank_actions(const struct patterns *actions, const struct request *request)
{
	struct str asked_service = rank_service(request->action);
	struct str asked_name = str_skip(request->action, asked_service.n);
	int least = RANK_FAR;
	if (actions->negated)
		return RANK_OTHER_NAME;
	for (uint32_t i = 0; i < actions->n; i++) {
		struct str text = actions->items[i].text;
		struct str service = rank_service(text);
		struct str name = str_skip(text, service.n);
		int cost = RANK_FAR;
		if (near_misnamed(text, request))
			return RANK_MISNAMED;
		if (str_eq_nocase(service, asked_service))
			cost = rank_unlike(name, asked_name, RANK_OTHER_NAME);
		else if (str_eq_nocase(name, asked_name))
			cost = RANK_OTHER_NAME;
		least = cost < least ? cost : least;
	}
	return least;
}

static int rank_resources(const struct patterns *resources, struct str resource)
{
	if (resources->n == 0 || resources->negated)
		return RANK_PART;
	return rank_unlike(resources->items[rank_pattern(resources, resource)].text, resource,
			   RANK_PART);
}

static int rank_principals(const struct principals *principals, const struct principal *caller)
{
	if (principals->n == 0 || principals->negated)
		return RANK_PART;
	const struct principal_item *item = &principals->items[rank_principal(principals, caller)];
	return RANK_PART + RANK_PART * (100 - rank_principal_alike(item, caller)) / 100;
}

static int rank_conditions(const struct statement *statement, const struct request *request)
{
	int sum = 0;
	for (uint32_t i = 0; i < statement->n_conditions; i++) {
		enum tri match = cond_match(&statement->conditions[i], request);
		sum += match == TRI_NO ? RANK_CONDITION : match == TRI_UNKNOWN ? RANK_OPEN : 0;
	}
	return sum;
}

/* What a part costs that is not met for sure; what surely is not, costs more or less. */
static int rank_open(enum tri match)
{
	return match == TRI_UNKNOWN ? RANK_OPEN : 0;
}

int rank_statement(const struct statement *statement, const struct statement_match *match,
		   const struct asked *asked)
{
	const struct request *request = asked->request;
	int sum = match->action == TRI_NO ? rank_actions(&statement->actions, request)
					  : rank_open(match->action);
	sum += match->resource == TRI_NO ? rank_resources(&statement->resources, request->resource)
					 : rank_open(match->resource);
	sum += match->principal == TRI_NO
		   ? rank_principals(&statement->principals, &request->caller)
		   : rank_open(match->principal);
	return match->whole == TRI_YES ? sum : sum + rank_conditions(statement, request);
}

/* Is one of them the asked action's name under another prefix? */
static bool rank_other_prefix(const struct patterns *actions, struct str asked)
{
	ptrdiff_t colon = str_find_char(asked, ':');
	struct str tail = str_skip(asked, colon < 0 ? 0 : (size_t)colon);
	for (uint32_t i = 0; i < actions->n; i++) {
		struct str text = actions->items[i].text;
		if (text.n >= tail.n && str_eq_nocase(str_skip(text, text.n - tail.n), tail))
			return true;
	}
	return false;
}

uint64_t rank_services(const struct asked *asked)
{
	struct str service = asked->request->api_service;
	char bytes[ASKED_ACTION_MAX];
	if (service.n == 0)
		return asked->service;
	if (service.n + 1 > sizeof(bytes))
		return UINT64_MAX;
	for (size_t i = 0; i < service.n; i++)
		bytes[i] = ascii_lower(service.p[i]);
	bytes[service.n] = ':';
	return asked->service | glob_service_bit((struct str){bytes, service.n + 1});
}

bool rank_is_far(const struct statement *statement, const struct statement_match *match,
		 const struct asked *asked, uint64_t services)
{
	const struct patterns *actions = &statement->actions;
	if (match->action != TRI_NO || actions->negated)
		return false;
	if (!(actions->services & services))
		return !rank_other_prefix(actions, asked->request->action);
	return rank_actions(actions, asked->request) >= RANK_FAR;
}
