/* app/scan_wire.c - one item of a scan as bytes and back. */
#include "app/scan_wire.h"

#include <string.h>

struct head {
	uint64_t rows, asked, accounts;
	uint64_t time, kept;
};

void scan_world_open(struct arena *arena, const struct world *base, bool record,
		     struct scan_world *out)
{
	struct world *below;

	*out = (struct scan_world){.world = *base};
	if (!record)
		return;
	below = arena_alloc(arena, sizeof(*below));
	*below = *base;
	out->recorder = world_recorder_open(arena, below, &out->world);
}

static void put_accounts(struct scan_world *in, struct buf *out)
{
	const struct vec *accounts = recorder_accounts(in->recorder);

	for (; in->told < accounts->n; in->told++) {
		const struct str *account = vec_at(accounts, in->told);
		uint64_t n = account->n;
		buf_add(out, (struct str){(const char *)&n, sizeof(n)});
		buf_add(out, *account);
	}
}

static void put_asked(struct scan_world *in, struct buf *out, struct head *head)
{
	const uint64_t *asked;
	size_t n, before = out->n;
	bool time;

	recorder_asked(in->recorder, &asked, &n, &time);
	buf_add(out, (struct str){(const char *)asked, n * sizeof(*asked)});
	head->asked = out->n - before;
	before = out->n;
	put_accounts(in, out);
	head->accounts = out->n - before;
	head->time = time;
	head->kept = 1;
}

bool scan_wire_put(struct arena *arena, struct scan_world *in, const struct scan_item *item,
		   const struct scan_options *options, struct buf *out, struct err *err)
{
	size_t at = out->n;
	struct head head = {.rows = 0};

	if (in->recorder != NULL)
		recorder_begin(in->recorder);
	buf_add(out, (struct str){(const char *)&head, sizeof(head)});
	if (!scan_item_rows(arena, &in->world, item, options, out, err))
		return false;
	head.rows = out->n - at - sizeof(head);
	if (in->recorder != NULL)
		put_asked(in, out, &head);
	if (!out->over)
		memcpy(out->p + at, &head, sizeof(head));
	return true;
}

static bool take(struct str *bytes, uint64_t n, struct str *out)
{
	if (n > bytes->n)
		return false;
	*out = str_slice(*bytes, 0, (size_t)n);
	*bytes = str_skip(*bytes, (size_t)n);
	return true;
}

bool scan_wire_take(struct str *bytes, struct scan_wired *out)
{
	struct head head;

	if (bytes->n < sizeof(head))
		return false;
	memcpy(&head, bytes->p, sizeof(head));
	*bytes = str_skip(*bytes, sizeof(head));
	out->time = head.time != 0;
	out->kept = head.kept != 0;
	return take(bytes, head.rows, &out->rows) && take(bytes, head.asked, &out->asked) &&
	       take(bytes, head.accounts, &out->accounts);
}

bool scan_wire_account(struct str *accounts, struct str *out)
{
	uint64_t n;

	if (accounts->n < sizeof(n))
		return false;
	memcpy(&n, accounts->p, sizeof(n));
	*accounts = str_skip(*accounts, sizeof(n));
	return take(accounts, n, out);
}
