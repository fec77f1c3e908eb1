/* policy/glob.h - compiled patterns against text. */
#ifndef ROLEHOP_POLICY_GLOB_H
#define ROLEHOP_POLICY_GLOB_H

#include "policy/compiled.h"
#include "rolehop/model/verdict.h"

/*
 * Turns a written pattern into its compiled form; `segments`: mid-segment stars become
 * GLOB_SEGMENT. Writes at most text.n bytes to `out`; returns how many.
 */
size_t glob_compile(struct str text, bool segments, char *out);

/* Does a text hold bytes that mean something else in compiled patterns? IAM admits them nowhere. */
bool glob_has_marks(struct str text);

/* What kind a compiled pattern is, and how many bytes stand before its first wildcard or anything
 * that a deployment settles: 255 where there are more. */
enum pattern_kind glob_kind(struct str glob, uint8_t *plain);

/*
 * One of 64 bits for the service prefix of an action in lower case, compiled or not; all bits where
 * its prefix is not plain. Actions of one service share their bit.
 */
uint64_t glob_service_bit(struct str action);

/* A compiled pattern (wildcard bytes, HOLE) against a text that may hold holes. */
enum tri glob_match(struct str glob, struct str text, bool fold);

/* The same for a pattern without variables, by the short way where its kind has one. */
enum tri glob_match_pattern(const struct pattern *pattern, struct str text);

/*
 * Could the pattern match with something in place of the text's holes: with the digits of some
 * account where an ARN has its account (`account`), and nowhere with a colon (`ids`)? Also true
 * where that cannot be decided cheaply.
 */
bool glob_may_ids(struct str glob, struct str text, bool account, bool ids);

/* Where the account of an ARN begins: behind four colons. */
size_t glob_account_at(struct str arn);

/* Is there nothing in a text that only a run or a deployment tells (model/holes)? */
bool glob_is_settled(struct str text);

/* The same for such a text, whose patterns are told at once. */
enum tri glob_match_settled(const struct pattern *pattern, struct str text);

/* Six parts one by one, as ARN operators compare. */
enum tri glob_match_arn(struct str glob, struct str text);

#endif
