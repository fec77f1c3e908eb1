/* tui/names_view.c - the rows of a table that are names: all of one kind, or those of an account.
 */
#include "tui/names_view.h"

#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

size_t names_view_count(struct names_view *view, const struct pane *pane)
{
	size_t n = view->names->n;
	if (pane->place.subject.n > 0)
		view->first = names_range(view->names, pane->place.subject, &n);
	return n;
}

struct str names_view_name(const struct names_view *view, size_t row)
{
	return names_name(view->names, view->first + row);
}

struct str names_view_key(const struct names_view *view, struct arena *arena, size_t row)
{
	return names_key(view->names, arena, view->first + row);
}

const struct names_stem *names_view_stem(const struct names_view *view, size_t row)
{
	return names_stem(view->names, view->first + row);
}

/* Rows are asked one after the other: what they have in common is looked up once. */
static void find_stem(struct tui *tui, struct names_view *view, size_t row)
{
	if (view->stem != NULL && row >= view->begin && row < view->end)
		return;
	view->stem = names_run(view->names, row, &view->begin, &view->end);
	view->account = inventory_account_name(&tui->inventory, view->stem->account);
}

size_t names_view_parts(struct tui *tui, struct pane *pane, struct names_view *view, size_t row,
			struct str *out)
{
	struct str tail = names_tail(view->names, view->first + row);
	(void)pane;
	find_stem(tui, view, view->first + row);
	ptrdiff_t slash = view->stem->odd ? -1 : str_find_last_char(tail, '/');
	out[0] = str_skip(tail, (size_t)(slash + 1));
	out[1] = view->stem->prefix;
	out[2] = view->account;
	size_t n = 3;
	if (slash >= 0)
		out[n++] = tail;
	if (view->whole_keys)
		out[n++] = names_view_key(view, &tui->frame, row);
	return n;
}

static bool holds_sign(struct str text)
{
	return str_find_char(text, ':') >= 0 || str_find_char(text, '/') >= 0;
}

/* May something else than the tail hold the term: what keys begin with, an account's name? */
static bool may_be_elsewhere(struct tui *tui, const struct names *names,
			     const struct filter_term *term)
{
	struct filter_term anywhere = *term;
	anywhere.how = FILTER_EXACT;
	for (size_t i = 0; i < names->stems.n; i++) {
		const struct names_stem *stem =
		    *(const struct names_stem *const *)vec_at(&names->stems, i);
		if (filter_term_in(&anywhere, stem->prefix))
			return true;
	}
	for (size_t i = 0; i < tui->inventory.n_accounts; i++) {
		if (filter_term_in(&anywhere, tui->inventory.accounts[i].name))
			return true;
	}
	return false;
}

/* Terms that only names can hold, and that are not one of several, are what tails must hold. */
void names_view_begin(struct tui *tui, struct pane *pane, struct names_view *view)
{
	const struct filter *filter = &pane->table->filter;
	bool marks = marks_wanted(filter);
	view->probe = (struct names_probe){.n = 0};
	view->stem = NULL;
	view->whole_keys = false;
	for (size_t i = 0; i < filter->n; i++) {
		const struct filter_term *term = &filter->terms[i];
		bool one_of = term->or_next || (i > 0 && filter->terms[i - 1].or_next);
		bool sign = holds_sign(term->text);
		view->whole_keys = view->whole_keys || sign;
		if (!term->inverse && !one_of && !sign && !marks &&
		    !may_be_elsewhere(tui, view->names, term))
			names_probe_add(&view->probe, term->text, term->cased);
	}
}

size_t names_view_skip(const struct names_view *view, bool loosely, size_t row)
{
	return names_candidate(view->names, &view->probe, loosely, view->first + row) - view->first;
}
