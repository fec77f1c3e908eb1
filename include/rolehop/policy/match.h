/* policy/match.h - how patterns of policies meet the strings of requests. */
#ifndef ROLEHOP_POLICY_MATCH_H
#define ROLEHOP_POLICY_MATCH_H

#include <stdbool.h>

#include "rolehop/base/str.h"
#include "rolehop/model/verdict.h"

/* Is there a '*' or a '?' in it? */
static inline bool match_has_wildcard(struct str text)
{
	return str_find_char(text, '*') >= 0 || str_find_char(text, '?') >= 0;
}

/* '*' any text, '?' one character (a UTF-8 character); linear or nearly so. `text` may hold holes:
 * then yes and no are given only where every filling agrees as far as can be shown. */
enum tri match_glob(struct str pattern, struct str text, bool fold_case);

/* Six colon-separated parts matched one by one. Source: IAM User Guide, "ARN condition operators".
 */
enum tri match_arn(struct str pattern, struct str text);

/* "service:Name" with wildcards, case-insensitive. Source: IAM User Guide, "IAM JSON policy
 * elements: Action". */
enum tri match_action(struct str pattern, struct str action);

#endif
