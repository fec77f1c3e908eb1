/* policy/rank.h - how near a statement came to applying, and which of its words came nearest. */
#ifndef ROLEHOP_POLICY_RANK_H
#define ROLEHOP_POLICY_RANK_H

#include "policy/statement.h"

/* From here on a miss teaches nothing: it is about another service altogether. */
enum { RANK_FAR = 1000 };

/* 0 where it applies, and the more the further it is from that. */
int rank_statement(const struct statement *statement, const struct statement_match *match,
		   const struct asked *asked);

/* The bits (glob_service_bit) of the action's service and of what the SDK calls it. */
uint64_t rank_services(const struct asked *asked);

/* It surely does not apply, and by its actions alone it is as far as RANK_FAR; `services` are those
 * of the request. */
bool rank_is_far(const struct statement *statement, const struct statement_match *match,
		 const struct asked *asked, uint64_t services);

/* Index in the list of the value that comes closest; 0 where there is none. */
uint32_t rank_pattern(const struct patterns *patterns, struct str has);
uint32_t rank_action(const struct patterns *actions, const struct request *request);
uint32_t rank_principal(const struct principals *principals, const struct principal *caller);

/* The caller as policies name it: its role or user, a service's name. */
struct str rank_caller(const struct principal *caller);

/* "lambda:" of "lambda:InvokeFunction", and what follows it. */
struct str rank_service(struct str action);
struct str rank_name(struct str action);

#endif
