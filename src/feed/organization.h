/* feed/organization.h - what the importers of AWS Organizations share. */
#ifndef ROLEHOP_FEED_ORGANIZATION_H
#define ROLEHOP_FEED_ORGANIZATION_H

#include "feed/private.h"

bool org_is_root(struct str id);
bool org_is_ou(struct str id);
bool org_is_policy(struct str id);
bool org_is_target(struct str id); /* a root, an organizational unit or an account */
enum entity_kind org_target_kind(struct str id);

/* The id that the answer is about, by --for or its file's name; empty where nothing tells. */
struct str org_subject(const struct source *source);

/* ERR_INPUT: the id is none of `what`; always false. */
bool org_bad_id(const struct place *place, struct str id, const char *what, struct err *err);

/* All of the organization's entities of that kind are in this import. */
void org_claim_all(struct value *value, enum entity_kind kind);

/* What a list of policies says about its target, or about all policies. */
bool org_policies_end(struct value *value, struct err *err);

#endif
