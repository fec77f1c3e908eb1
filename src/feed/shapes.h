/* feed/shapes.h - what the parts of an export share. */
#ifndef FEED_SHAPES_H
#define FEED_SHAPES_H

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/store/store.h"

/* The export that is under way, and the line that is being written. */
struct exporting {
	struct store *store;
	bool (*line)(void *self, struct str json, struct err *err);
	void *self;
	struct err *err;
	struct arena scratch;
	struct buf buf;
	struct json_out out;
	const struct entity *entity; /* that `facts` are of */
	const struct fact *facts;
	size_t n_facts;
};

/* A line: an object that shape_end hands over. */
void shape_begin(struct exporting *x);
bool shape_end(struct exporting *x);

/* Looks at all that is known of one thing; the rest are questions about it. */
bool shape_facts(struct exporting *x, const struct entity *entity);
const struct fact *shape_fact(const struct exporting *x, enum fact_kind kind); /* first, or NULL */
struct str shape_value(const struct exporting *x, enum fact_kind kind,
		       struct str name); /* name empty: any; empty where there is none */
bool shape_is_complete(const struct exporting *x, const char *what);

/* A member with the value of a fact, where there is one; one with a document, as text. */
void shape_text(struct exporting *x, const char *key, enum fact_kind kind);
bool shape_document(struct exporting *x, const char *key, const struct fact *fact);

bool shape_covered(struct exporting *x, struct str account, struct str region,
		   enum entity_kind kind, bool *complete);

/* shapes_identities.c: users, groups, roles and policies of an account; policies that are AWS's. */
bool shape_identities(struct exporting *x, struct str account);
bool shape_policies_of_aws(struct exporting *x);

/* shape_organization.c */
bool shape_organization(struct exporting *x);

#endif
