/* tui/judged.h - a table of principals or roles that were judged, of panes that ask who can assume
 * whom. */
#ifndef TUI_JUDGED_H
#define TUI_JUDGED_H

#include "rolehop/base/vec.h"
#include "rolehop/trace/whocan.h"
#include "tui/explorer.h"
#include "tui/query.h"
#include "tui/table.h"

struct judged_row {
	struct str principal;
	struct str account;
	struct str because;
	enum mark_word word;
};

/* The data of such a pane. */
struct judged {
	struct query query;
	struct vec rows;	   /* struct judged_row; at the end those who can first */
	size_t counts[WORD_LATER]; /* of all that came, at the end of all, by verdict */
	bool finished;
	unsigned version;
};

extern const struct table_ops judged_principals, judged_roles;

/* Begins with no rows. */
struct judged *judged_new(struct pane *pane, const struct table_ops *ops);

/* The answer that was found here; `denied` more are denied and have no row. */
void judged_fill(struct pane *pane, const struct whocan_row *rows, size_t n, size_t denied);

/* The same in another process, which sends rows while more are judged. */
struct judged_sending {
	int fd;
	bool all;		   /* those who are denied, too */
	size_t seen;		   /* rows that were looked at */
	size_t counts[WORD_LATER]; /* of them */
};

/* Sends what is new among the rows so far, and how far it is. */
bool judged_send(struct judged_sending *sending, const struct whocan_progress *progress);

/* All was sent; `denied` more are denied and have no row. */
bool judged_send_end(struct judged_sending *sending, size_t denied);

/* Operations of the pane. */
bool judged_idle(struct tui *tui, struct pane *pane);
bool judged_stop(struct pane *pane);
int judged_head(struct tui *tui, struct pane *pane, const struct view *view);
void judged_status(struct tui *tui, struct pane *pane, struct buf *buf);
bool judged_role(struct tui *tui, struct pane *pane, struct place *out);
void judged_close(struct pane *pane);

#endif
