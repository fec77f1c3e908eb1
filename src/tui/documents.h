/* tui/documents.h - the text of a policy or definition, wherever it is kept. */
#ifndef TUI_DOCUMENTS_H
#define TUI_DOCUMENTS_H

#include "rolehop/app/app.h"
#include "tui/explorer.h"

/*
 * The bytes of the document that a place names: those that it brings along, or those in the app's
 * inventory, edited where that is supposed. ERR_INPUT where it has none.
 */
bool document_find(struct tui *tui, struct app *app, struct arena *arena, const struct place *place,
		   struct str *out, struct err *err);

/* A role of the inventory with its trust policy and nothing else; that is NULL where it was not
 * collected. In the frame. */
bool document_trust(struct tui *tui, const struct entity *entity, struct role *role,
		    struct err *err);

#endif
