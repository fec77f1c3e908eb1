/* feed_help.h - short ways to import texts into an inventory in memory and to see what came of it.
 */
#ifndef ROLEHOP_TESTS_FEED_HELP_H
#define ROLEHOP_TESTS_FEED_HELP_H

#include "store_help.h"

#include "rolehop/feed/import.h"

#define HOME "111111111111"
#define AWAY "222222222222"
#define IAM(account, rest) "arn:aws:iam::" account ":" rest
#define TRUST "{\"Version\":\"2012-10-17\",\"Statement\":[]}"

/* A bench with the options and the report of its last import. */
struct feeder {
	struct bench b;
	struct import_options options;
	struct import_report report;
};

static inline void feeder_open(struct feeder *f)
{
	memset(f, 0, sizeof(*f));
	bench_open(&f->b);
	f->options.now = 1795572720;
}

static inline void feeder_close(struct feeder *f)
{
	bench_close(&f->b);
}

static inline bool feed_try(struct feeder *f, const struct import_text *texts, size_t n)
{
	f->b.err = (struct err){ERR_NONE, ""};
	f->options.now += 3600;
	return feed_import_texts(&f->b.arena, f->b.store, texts, n, &f->options, &f->report,
				 &f->b.err);
}

/* Imports one text named `name`; true if that made a snapshot. */
static inline bool feed_as(struct feeder *f, const char *name, const char *text)
{
	struct import_text one = {name, str_from(text)};

	must(&f->b, feed_try(f, &one, 1));
	return f->report.changed;
}

static inline bool feed(struct feeder *f, const char *text)
{
	return feed_as(f, "test.json", text);
}

/* The text is refused with these words, and nothing changes. */
static inline void refuses_as(struct feeder *f, const char *name, const char *text,
			      const char *words)
{
	struct import_text one = {name, str_from(text)};

	if (feed_try(f, &one, 1))
		fail_msg("taken: %s", text);
	assert_int_equal(f->b.err.kind, ERR_INPUT);
	assert_contains(str_from(f->b.err.text), name);
	assert_contains(str_from(f->b.err.text), words);
}

static inline void refuses(struct feeder *f, const char *text, const char *words)
{
	refuses_as(f, "test.json", text, words);
}

static inline enum coverage_state covered(struct feeder *f, const char *account,
					  enum entity_kind kind)
{
	return bench_coverage(&f->b, account, "", kind);
}

/* Is there a fact of that kind and name? */
static inline bool has_fact(struct feeder *f, const char *key, enum fact_kind kind,
			    const char *name)
{
	const struct fact *facts = NULL;
	size_t n = bench_facts(&f->b, key, kind, &facts);

	for (size_t i = 0; i < n; i++) {
		if (str_eq(facts[i].name, str_from(name)))
			return true;
	}
	return false;
}

static inline bool warned(const struct feeder *f, const char *words)
{
	for (size_t i = 0; i < f->report.n_warnings; i++) {
		if (str_contains(f->report.warnings[i], str_from(words)))
			return true;
	}
	return false;
}

#endif
