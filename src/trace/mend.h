/* trace/mend.h - offers to open one gate that denies: what the files that make them share. */
#ifndef ROLEHOP_SRC_TRACE_MEND_H
#define ROLEHOP_SRC_TRACE_MEND_H

#include "pointing.h"
#include "rolehop/base/json.h"
#include "rolehop/base/vec.h"
#include "rolehop/trace/remedy.h"
#include "rolehop/trace/world_overlay.h"

/* Actions that one statement allows on one resource, where a key has that value. */
struct grant_part {
	struct str resource;
	struct asl_context only; /* key empty: whatever the request holds */
	const struct str *actions;
	size_t n_actions;
};

/* A change on trial. The remedy's verified, needs and widens are not set yet. */
struct offer {
	struct remedy remedy;
	struct change change;
	/* of an inline policy that is added to: what it was, and what was added in all */
	struct str base;
	const struct grant_part *parts;
	size_t n_parts;
	bool tied;	   /* of a trust policy: it admits this ExternalId only */
	struct str beside; /* whom else a condition that opens lets in; empty: nobody */
	struct str frees;  /* what else an exemption from a Deny lets happen; empty: it is none */
	bool to_sharers;   /* of an exemption: to whoever has sessions of the caller's role */
};

/* One gate that denies, in a trace over a world with what was mended so far. */
struct mend {
	struct arena *arena;
	const struct world *world;
	const struct trace *trace;
	const struct hop *hop;
	const struct gate_result *gate;
	const struct evidence *e;    /* the piece that decides */
	const struct json *document; /* of e; NULL where it has none that can be read */
	struct pointing at;
	const struct vec *chosen; /* struct offer: what was mended so far */
	struct vec *offers;	  /* struct offer: the better ones first */
	struct err *err;
};

/* Fills m->offers for its gate; fails only where the world fails. */
bool mend_gate(struct mend *m);

/* mend_trust.c, mend_deny.c, mend_definition.c */
bool mend_trust(struct mend *m);
bool mend_service_trust(struct mend *m);
bool mend_deny(struct mend *m);
bool mend_definition(struct mend *m);
bool mend_credentials(struct mend *m);

/* ---- statements as text (mend_words.c) --------------------------------------------------------
 */

/* A statement in the making; what is empty is left out. */
struct grant {
	const char *principal_kind; /* "AWS", "Service"; NULL: the policy of an identity */
	struct str principal;
	const struct str *actions;
	size_t n_actions;
	struct str resource;
	struct {
		const char *operator;
		const char *key;
		struct str value;
	} conditions[2];
};

struct str grant_json(struct arena *arena, const struct grant *grant);

/* A string as a JSON literal. */
struct str literal_json(struct arena *arena, struct str s);

/* What stands at a pointer, as JSON text. */
struct str written(struct arena *arena, const struct json *json, struct str pointer);

/* The document with the statement at its end; an empty one becomes a policy of its own. */
struct str grant_add(struct arena *arena, struct str document, struct str statement);

/* A resource as a policy may name it: what is known only at run time becomes "*". */
struct str grantable(struct arena *arena, struct str resource);

/* ---- offers (mend_words.c)
 * ---------------------------------------------------------------------*/

/* An offer to change the document that `e` is about: the kind of policy is told by its label. NULL
 * where nobody can change it (a policy of AWS's own, a group's). */
struct offer *offer_on(struct mend *m, const struct evidence *e, struct str document,
		       struct str part);

/* The same for a change within the statement that m->e is about: that statement is the part. NULL
 * also where the change was not `made`. */
struct offer *offer_edit(struct mend *m, bool made, struct str document, struct str summary);

/* An empty one of that kind, added to the offers. */
struct offer *offer_new(struct mend *m, enum remedy_kind kind);

/* The pointer of the last statement of a policy. */
struct str last_statement(struct arena *arena, struct str document);

/* Sets the one new or changed part. */
void offer_part(struct mend *m, struct offer *offer, struct str part);

/* What else the change lets happen; sets remedy.widens. */
bool widen(struct arena *arena, const struct world *world, const struct trace *trace,
	   const struct hop *hop, struct offer *offer, struct err *err);

#endif
