/* cli/masked.c - a stream whose text is masked on its way. */
#include "cli/masked.h"

#include <stdlib.h>

#include "rolehop/app/mask.h"
#include "rolehop/base/vec.h"

enum { MUCH = 4 << 20 };

/* A text of the question: a name of that sort, or what holds ARNs. */
struct hidden {
	const char *what; /* NULL: ARNs */
	struct str text;
};

struct masked {
	const struct app *app;
	struct arena arena; /* of what is learned: it outlives what is written in between */
	FILE *from;	    /* the memory that the answer is written to */
	FILE *to;
	char *held;
	size_t n;
	struct mask *mask; /* NULL until something is masked */
	struct store *of;  /* whose names the mask knows */
	struct vec hidden; /* struct hidden */
};

FILE *masked_open(struct arena *arena, const struct app *app, FILE *to, struct masked **out)
{
	struct masked *masked = arena_alloc(arena, sizeof(*masked));

	*masked = (struct masked){.app = app, .to = to};
	arena_init(&masked->arena);
	vec_init(&masked->hidden, &masked->arena, sizeof(struct hidden));
	masked->from = open_memstream(&masked->held, &masked->n);
	*out = masked;
	return masked->from;
}

void masked_hide(struct masked *masked, const char *what, struct str text)
{
	*(struct hidden *)vec_push(&masked->hidden) = (struct hidden){what, text};
}

void masked_learn(struct masked *masked, struct str text)
{
	masked_hide(masked, NULL, text);
}

static void learn(struct mask *mask, const struct hidden *hidden)
{
	if (hidden->what != NULL)
		mask_hide(mask, hidden->what, hidden->text);
	else
		mask_arns(mask, hidden->text);
}

/* A mask that knows the inventory as soon as there is one. */
static bool ready(struct masked *masked)
{
	struct err unread;

	if (masked->mask && masked->of == masked->app->store)
		return true;
	masked->of = masked->app->store;
	if (!mask_open(&masked->arena, masked->of, &masked->mask, &unread))
		return false;
	for (size_t i = 0; i < masked->hidden.n; i++)
		learn(masked->mask, vec_at(&masked->hidden, i));
	return true;
}

bool masked_arn(struct masked *masked, struct str arn)
{
	if (!ready(masked))
		return false;
	mask_arns(masked->mask, arn);
	return true;
}

bool masked_text(struct masked *masked, struct arena *arena, struct str text, struct str *out)
{
	if (!ready(masked))
		return false;
	*out = mask_text(masked->mask, arena, text);
	return true;
}

bool masked_pass(struct masked *masked, bool much)
{
	struct arena scratch;
	struct str text;

	if (fflush(masked->from) != 0)
		return false;
	if (masked->n == 0 || (much && masked->n < MUCH))
		return true;
	arena_init(&scratch);
	bool known = masked_text(masked, &scratch, (struct str){masked->held, masked->n}, &text);
	if (known) {
		fwrite(text.p, 1, text.n, masked->to);
		rewind(masked->from);
	}
	arena_release(&scratch);
	return known;
}

void masked_close(struct masked *masked)
{
	fclose(masked->from);
	free(masked->held);
	arena_release(&masked->arena);
}
