/* unit/test_policy_eval_cases.c - runs the claims of tests/eval, which are text
 * (tests/eval/README.md). */
#include "policy_facts.h"
#include "policy_noted.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/span.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/eval.h"
#include "rolehop/policy/parse.h"

enum { LEVELS_MAX = 8, FILE_MAX = 1 << 20 };

/* One line of a case: a word and what follows it. */
struct line {
	struct str word;
	struct str rest;
	size_t number;
};

struct claim {
	const char *name;
	const char *file;
	size_t number;
	const struct line *given; /* the file's lines before its first case */
	size_t n_given;
	const struct line *lines;
	size_t n_lines;
};

static struct arena program;

/* ---- reading the files ------------------------------------------------------------------------
 */

static struct str slurp(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *bytes = arena_alloc(&program, FILE_MAX);
	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(1);
	}
	size_t n = fread(bytes, 1, FILE_MAX, file);
	fclose(file);
	return (struct str){bytes, n};
}

static struct line line_of(struct str text, size_t number)
{
	struct str trimmed = str_trim(text);
	ptrdiff_t space = str_find_char(trimmed, ' ');
	if (space < 0)
		return (struct line){trimmed, {NULL, 0}, number};
	return (struct line){str_slice(trimmed, 0, (size_t)space),
			     str_trim(str_skip(trimmed, (size_t)space)), number};
}

/* A line that begins with white space goes on with the one before it. */
static void read_lines(struct str text, struct vec *lines)
{
	struct str_split it = {text, false};
	struct str part;
	for (size_t number = 1; str_next(&it, '\n', &part); number++) {
		struct str trimmed = str_trim(part);
		if (trimmed.n == 0 || trimmed.p[0] == '#')
			continue;
		if ((part.p[0] == ' ' || part.p[0] == '\t') && lines->n) {
			struct line *last = vec_at(lines, lines->n - 1);
			last->rest = arena_printf(&program, "%.*s %.*s", STR_ARG(last->rest),
						  STR_ARG(trimmed));
			continue;
		}
		*(struct line *)vec_push(lines) = line_of(part, number);
	}
}

static void read_file(const char *path, struct vec *claims)
{
	struct vec lines;
	vec_init(&lines, &program, sizeof(struct line));
	read_lines(slurp(path), &lines);
	size_t first = 0;
	while (first < lines.n &&
	       !str_eq(((struct line *)vec_at(&lines, first))->word, STR("case")))
		first++;
	for (size_t i = first; i < lines.n;) {
		const struct line *head = vec_at(&lines, i);
		struct claim *claim = vec_push(claims);
		claim->file = path;
		claim->name = arena_cstr(&program, head->rest);
		claim->number = head->number;
		claim->given = lines.items;
		claim->n_given = first;
		claim->lines = head + 1;
		for (i++; i < lines.n; i++, claim->n_lines++)
			if (str_eq(((struct line *)vec_at(&lines, i))->word, STR("case")))
				break;
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_folder(const char *folder, struct vec *claims)
{
	DIR *dir = opendir(folder);
	struct vec names;
	vec_init(&names, &program, sizeof(char *));
	if (!dir) {
		fprintf(stderr, "%s: %s\n", folder, strerror(errno));
		exit(1);
	}
	for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
		if (str_ends(str_from(entry->d_name), STR(".case")))
			*(char **)vec_push(&names) = arena_cstr(
			    &program, arena_printf(&program, "%s/%s", folder, entry->d_name));
	closedir(dir);
	qsort(names.items, names.n, sizeof(char *), by_name);
	for (size_t i = 0; i < names.n; i++)
		read_file(*(char **)vec_at(&names, i), claims);
}

/* ---- a case as a question ---------------------------------------------------------------------
 */

struct setting {
	struct arena *arena;
	const struct claim *claim;
	struct request request;
	struct vec context;
	struct vec services;
	struct case_facts facts;
	struct question question;
	struct vec levels[LAYER_COUNT][LEVELS_MAX]; /* of struct bearing */
	size_t n_levels[LAYER_COUNT];
	bool own[LAYER_COUNT]; /* set by the case itself, not by the file */
	struct decision decision;
};

static void fail_at(const struct setting *s, const struct line *line, const char *what,
		    struct str detail)
{
	fail_msg("%s:%zu: %s: %.*s", s->claim->file, line ? line->number : s->claim->number, what,
		 STR_ARG(detail));
}

struct layer_word {
	const char *word;
	enum layer layer;
};

static const struct layer_word layer_words[] = {
    {"identity", LAYER_IDENTITY}, {"trust", LAYER_RESOURCE},
    {"grant", LAYER_RESOURCE},	  {"resource-policy", LAYER_RESOURCE},
    {"boundary", LAYER_BOUNDARY}, {"session", LAYER_SESSION},
    {"scp", LAYER_SCP},		  {"rcp", LAYER_RCP},
    {"endpoint", LAYER_ENDPOINT},
};

static const struct layer_word *layer_of(struct str word)
{
	for (size_t i = 0; i < sizeof(layer_words) / sizeof(layer_words[0]); i++)
		if (str_eq(word, str_from(layer_words[i].word)))
			return &layer_words[i];
	return NULL;
}

/* A document, or one statement or a list of them, which becomes one of 2012-10-17. */
static const struct policy *policy_of(struct setting *s, const struct line *line, struct str text)
{
	const struct policy *policy;
	struct err err;
	bool whole = str_contains(text, STR("\"Statement\"")) || str_eq(text, STR("{}")) ||
		     str_contains(text, STR("\"Version\""));
	if (!whole)
		text = arena_printf(s->arena, "{\"Version\":\"2012-10-17\",\"Statement\":%.*s}",
				    STR_ARG(text));
	if (!policy_parse(s->arena, text, &policy, &err))
		fail_at(s, line, "no policy", str_from(err.text));
	return policy;
}

/* What the file gives for a layer is dropped by a case that gives it itself. */
static void take_over(struct setting *s, enum layer layer)
{
	if (s->own[layer])
		return;
	s->own[layer] = true;
	s->n_levels[layer] = 0;
	s->question.layers[layer].state = LAYER_ABSENT;
}

static bool set_state(struct setting *s, enum layer layer, struct str rest)
{
	static const struct {
		const char *word;
		enum layer_state state;
		bool only_grants;
	} states[] = {{"absent", LAYER_ABSENT, false},
		      {"partial", LAYER_PARTIAL, false},
		      {"not-collected", LAYER_NOT_COLLECTED, false},
		      {"sharing-not-collected", LAYER_NOT_COLLECTED, true}};
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (str_eq(rest, str_from(states[i].word))) {
			s->question.layers[layer].state = states[i].state;
			s->question.layers[layer].only_grants = states[i].only_grants;
			return true;
		}
	return false;
}

static void set_layer(struct setting *s, const struct line *line, enum layer layer, bool own)
{
	struct str rest = line->rest;
	size_t level = 0;
	if (own)
		take_over(s, layer);
	if (set_state(s, layer, rest))
		return;
	if (layer == LAYER_SCP || layer == LAYER_RCP) {
		ptrdiff_t space = str_find_char(rest, ' ');
		if (space < 0 || !str_to_size(str_slice(rest, 0, (size_t)space), &level) ||
		    level >= LEVELS_MAX)
			fail_at(s, line, "no level", rest);
		rest = str_trim(str_skip(rest, (size_t)space));
	}
	struct layer_input *input = &s->question.layers[layer];
	if (input->state == LAYER_ABSENT)
		input->state = LAYER_COLLECTED;
	for (; s->n_levels[layer] <= level; s->n_levels[layer]++)
		vec_init(&s->levels[layer][s->n_levels[layer]], s->arena, sizeof(struct bearing));
	if (str_eq(rest, STR("none")))
		return;
	struct bearing *bearing = vec_push(&s->levels[layer][level]);
	*bearing = (struct bearing){
	    .label = line->word, .of = STR("it"), .grant = str_eq(line->word, STR("grant"))};
	if (!str_eq(rest, STR("?")))
		bearing->policy = policy_of(s, line, rest);
}

/* '?' in a value stands for a hole where the value is given as `holes KEY = VALUE`. */
static struct str with_holes(struct setting *s, struct str text)
{
	char *copy = arena_cstr(s->arena, text);
	for (size_t i = 0; i < text.n; i++)
		if (copy[i] == '?')
			copy[i] = HOLE;
	return (struct str){copy, text.n};
}

static void set_values(struct setting *s, struct context_value *value, struct str list)
{
	struct vec values;
	struct str_split it = {list, false};
	struct str part;
	vec_init(&values, s->arena, sizeof(struct str));
	while (str_trim(list).n && str_next(&it, ',', &part))
		*(struct str *)vec_push(&values) = str_trim(part);
	value->multi = true;
	value->values = values.items;
	value->n_values = values.n;
}

/* KEY = TEXT, KEY = [A, B], KEY ? (unknown), KEY ?! (unknown but there), KEY ! (absent) */
static void set_context(struct setting *s, const struct line *line)
{
	struct context_value *value = vec_push(&s->context);
	ptrdiff_t equals = str_find(line->rest, STR(" ="));
	struct str *one = arena_alloc(s->arena, sizeof(*one));
	if (equals < 0) {
		struct line split = line_of(line->rest, line->number);
		value->key = split.word;
		value->state = str_eq(split.rest, STR("!")) ? CTX_ABSENT : CTX_UNKNOWN;
		value->present = str_eq(split.rest, STR("?!"));
		return;
	}
	value->key = str_trim(str_slice(line->rest, 0, (size_t)equals));
	value->state = CTX_PRESENT;
	*one = str_trim(str_skip(line->rest, (size_t)equals + 2));
	if (str_starts(*one, STR("[")) && str_ends(*one, STR("]"))) {
		set_values(s, value, str_slice(*one, 1, one->n - 1));
		return;
	}
	if (str_eq(*one, STR("\"\"")))
		*one = (struct str){"", 0};
	if (!str_eq(line->word, STR("context")))
		*one = with_holes(s, *one);
	value->random = str_eq(line->word, STR("random"));
	if (str_eq(line->word, STR("perhaps")))
		value->state = CTX_UNKNOWN;
	value->values = one;
	value->n_values = 1;
}

static void set_caller(struct setting *s, const struct line *line)
{
	struct err err;
	if (!principal_parse(line->rest, &s->request.caller, &err))
		fail_at(s, line, "no caller", str_from(err.text));
}

static bool is_context(struct str word)
{
	return str_eq(word, STR("context")) || str_eq(word, STR("holes")) ||
	       str_eq(word, STR("random")) || str_eq(word, STR("perhaps"));
}

/* SERVICE NAME: the call as the SDK names it */
static void set_api(struct request *request, struct str text)
{
	struct line split = line_of(text, 0);
	request->api_service = split.word;
	request->api = split.rest;
}

/* false: the word is no part of a request */
static bool set_request(struct setting *s, const struct line *line)
{
	struct request *request = &s->request;
	if (str_eq(line->word, STR("caller")))
		set_caller(s, line);
	else if (str_eq(line->word, STR("is")))
		request->caller.identity = line->rest;
	else if (str_eq(line->word, STR("id")))
		request->caller.unique_id = line->rest;
	else if (str_eq(line->word, STR("also")))
		*(struct str *)vec_push(&s->services) = line->rest;
	else if (str_eq(line->word, STR("random-session")))
		request->caller.random_session = true;
	else if (str_eq(line->word, STR("action")))
		request->action = line->rest;
	else if (str_eq(line->word, STR("resource")))
		request->resource = line->rest;
	else if (str_eq(line->word, STR("resource-holes")))
		request->resource = with_holes(s, line->rest);
	else if (str_eq(line->word, STR("owner")))
		request->resource_account = str_eq(line->rest, STR("?")) ? STR("") : line->rest;
	else if (str_eq(line->word, STR("owner-holes")))
		request->resource_account = with_holes(s, line->rest);
	else if (str_eq(line->word, STR("owner-assumed")))
		request->own_assumed = true;
	else if (str_eq(line->word, STR("ids")))
		request->ids = true;
	else if (str_eq(line->word, STR("api")))
		set_api(request, line->rest);
	else if (str_eq(line->word, STR("key-of-aws")))
		request->key_of_aws = true;
	else if (str_eq(line->word, STR("grants-known")))
		s->question.grants_known = true;
	else if (str_eq(line->word, STR("open")))
		request->closed = false;
	else if (is_context(line->word))
		set_context(s, line);
	else
		return case_fact(s->arena, &s->facts, line->word, line->rest);
	return true;
}

static bool is_expectation(struct str word)
{
	static const char *const words[] = {"expect",	"at",	"why", "gate",	"depends",
					    "complete", "flaw", "has", "wants", "label"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq(word, str_from(words[i])))
			return true;
	return false;
}

static void set_lines(struct setting *s, const struct line *lines, size_t n, bool own)
{
	for (size_t i = 0; i < n; i++) {
		const struct layer_word *layer = layer_of(lines[i].word);
		if (is_expectation(lines[i].word))
			continue;
		if (layer)
			set_layer(s, &lines[i], layer->layer, own);
		else if (!set_request(s, &lines[i]))
			fail_at(s, &lines[i], "no such word", lines[i].word);
	}
}

static void finish(struct setting *s)
{
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		struct level *levels = arena_array(s->arena, LEVELS_MAX, sizeof(*levels));
		for (size_t k = 0; k < s->n_levels[i]; k++)
			levels[k] =
			    (struct level){STR("it"), s->levels[i][k].items, s->levels[i][k].n};
		s->question.layers[i].levels = levels;
		s->question.layers[i].n_levels = s->n_levels[i];
	}
	s->request.context = s->context.items;
	s->request.n_context = s->context.n;
	s->request.caller.services = s->services.items;
	s->request.caller.n_services = s->services.n;
	s->question.request = &s->request;
	if (!s->facts.filled)
		return;
	s->facts.facts.given = s->context.items;
	s->facts.facts.n_given = s->context.n;
	context_fill(s->arena, &s->facts.facts, &s->request);
}

/* ---- what a case expects ----------------------------------------------------------------------
 */

static void explain(struct setting *s, enum layer layer, struct explanation *out)
{
	policy_explain(s->arena, &s->question, &s->decision, layer, out);
}

/* Everything that was found, for whoever reads a failure. */
static struct str found(struct setting *s)
{
	struct buf buf;
	buf_init(&buf, s->arena, 1 << 16);
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		struct explanation x;
		const struct layer_decision *d = &s->decision.layers[i];
		if (d->role == ROLE_NOT_APPLICABLE && !d->why.n)
			continue;
		explain(s, (enum layer)i, &x);
		buf_printf(&buf, "\n  layer %zu: role %d, %s%s, \"%.*s\"", i, (int)d->role,
			   verdict_decision(d->verdict),
			   d->assumed_absent ? ", assumed absent" : "", STR_ARG(x.summary));
		for (size_t k = 0; k < x.n_evidence; k++)
			buf_printf(&buf, "\n    %s %.*s wants \"%.*s\" has \"%.*s\": %.*s",
				   tri_word(x.evidence[k].matched), STR_ARG(x.evidence[k].pointer),
				   STR_ARG(x.evidence[k].wants), STR_ARG(x.evidence[k].has),
				   STR_ARG(x.evidence[k].why));
		for (size_t k = 0; k < x.n_depends; k++)
			buf_printf(&buf, "\n    depends on %.*s: %.*s", STR_ARG(x.depends[k].key),
				   STR_ARG(x.depends[k].flips));
	}
	return buf_str(&buf);
}

/* LAYER TEXT: one row of the layer's evidence has it; `first`: the first row. */
static void check_evidence(struct setting *s, const struct line *line)
{
	struct line split = line_of(line->rest, line->number);
	const struct layer_word *layer = layer_of(split.word);
	struct explanation x;
	if (!layer)
		fail_at(s, line, "no layer", split.word);
	explain(s, layer->layer, &x);
	if (str_eq(line->word, STR("at"))) {
		if (x.n_evidence == 0 || !str_eq(x.evidence[0].pointer, split.rest))
			fail_at(s, line, "another place", found(s));
		return;
	}
	for (size_t i = 0; i < x.n_evidence; i++) {
		const struct evidence *e = &x.evidence[i];
		struct str text = str_eq(line->word, STR("why"))     ? e->why
				  : str_eq(line->word, STR("label")) ? e->policy
				  : str_eq(line->word, STR("wants")) ? e->wants
								     : e->has;
		if (str_contains(text, split.rest))
			return;
	}
	if (str_eq(line->word, STR("why")) && str_contains(x.summary, split.rest))
		return;
	fail_at(s, line, "not said", found(s));
}

static void check_depends(struct setting *s, const struct line *line)
{
	struct line split = line_of(line->rest, line->number);
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		struct explanation x;
		explain(s, (enum layer)i, &x);
		for (size_t k = 0; k < x.n_depends; k++)
			if (str_starts(x.depends[k].key, split.word) &&
			    str_contains(x.depends[k].flips, split.rest))
				return;
	}
	fail_at(s, line, "no such dependence", found(s));
}

static void check_gate(struct setting *s, const struct line *line)
{
	struct line split = line_of(line->rest, line->number);
	const struct layer_word *layer = layer_of(split.word);
	if (!layer)
		fail_at(s, line, "no layer", split.word);
	const struct layer_decision *d = &s->decision.layers[layer->layer];
	struct str is = d->role == ROLE_NOT_APPLICABLE ? STR("not-applicable")
			: d->role == ROLE_NOT_NEEDED   ? STR("not-needed")
						       : str_from(verdict_decision(d->verdict));
	if (!str_eq(is, split.rest))
		fail_at(s, line, "another gate", found(s));
}

/* A flaw that has this text; "none": no flaw at all. */
static void check_flaw(struct setting *s, const struct line *line)
{
	bool none = str_eq(line->rest, STR("none"));
	for (size_t i = 0; i < LAYER_COUNT; i++)
		for (size_t k = 0; k < s->question.layers[i].n_levels; k++)
			for (size_t p = 0; p < s->question.layers[i].levels[k].n_policies; p++) {
				const struct policy *policy =
				    s->question.layers[i].levels[k].policies[p].policy;
				const struct policy_flaw *flaw;
				for (size_t f = 0; policy && (flaw = policy_flaw(policy, f)); f++)
					if (none)
						fail_at(s, line, "a flaw", flaw->text);
					else if (str_contains(flaw->text, line->rest))
						return;
			}
	if (!none)
		fail_at(s, line, "no such flaw", line->rest);
}

static void check(struct setting *s, const struct line *line)
{
	if (str_eq(line->word, STR("expect"))) {
		if (!str_eq(line->rest, str_from(verdict_decision(s->decision.verdict))))
			fail_at(s, line, verdict_decision(s->decision.verdict), found(s));
	} else if (str_eq(line->word, STR("complete"))) {
		if (s->decision.complete != str_eq(line->rest, STR("yes")))
			fail_at(s, line, "completeness differs", found(s));
	} else if (str_eq(line->word, STR("depends"))) {
		check_depends(s, line);
	} else if (str_eq(line->word, STR("gate"))) {
		check_gate(s, line);
	} else if (str_eq(line->word, STR("flaw"))) {
		check_flaw(s, line);
	} else if (is_expectation(line->word)) {
		check_evidence(s, line);
	}
}

/* ---- what holds for every case ----------------------------------------------------------------
 */

static void check_row(struct setting *s, const struct evidence *e)
{
	struct span span;
	if (e->why.n == 0)
		fail_at(s, NULL, "evidence without a sentence", found(s));
	if (e->pointer.n && !span_find(e->document, e->pointer, &span, NULL))
		fail_at(s, NULL, "a pointer that leads nowhere", e->pointer);
}

/* Each layer that decides says why, and its evidence is of the kind that its verdict asks for. */
static void check_layer(struct setting *s, enum layer layer)
{
	const struct layer_decision *d = &s->decision.layers[layer];
	struct explanation x;
	explain(s, layer, &x);
	for (size_t i = 0; i < x.n_evidence; i++)
		check_row(s, &x.evidence[i]);
	if (d->role != ROLE_DECIDES) {
		if (x.n_evidence || d->verdict != V_ALLOW)
			fail_at(s, NULL, "a layer that does not decide, and yet does", found(s));
		return;
	}
	const struct evidence *e = x.n_evidence ? &x.evidence[0] : NULL;
	bool fits = true;
	if (d->verdict == V_DENY_EXPLICIT)
		fits = e && e->matched == TRI_YES && str_eq(e->effect, STR("Deny"));
	else if (d->verdict == V_DENY_IMPLICIT)
		fits = e && e->matched == TRI_NO;
	else if (d->verdict == V_ALLOW)
		fits = !e || (e->matched == TRI_YES && str_eq(e->effect, STR("Allow")));
	else
		fits = (e && e->matched == TRI_UNKNOWN) || x.n_depends || d->why.n;
	if (!fits)
		fail_at(s, NULL, "evidence of another kind than the verdict", found(s));
}

/* The gates say what the verdict says. */
static void check_sum(struct setting *s)
{
	bool denies = false;
	bool unknown = false;
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		check_layer(s, (enum layer)i);
		enum verdict v = s->decision.layers[i].verdict;
		denies |= v == V_DENY_EXPLICIT || v == V_DENY_IMPLICIT;
		unknown |= v == V_UNKNOWN;
	}
	enum verdict v = s->decision.verdict;
	bool denied = v == V_DENY_EXPLICIT || v == V_DENY_IMPLICIT;
	if ((denied && !denies && !unknown) || (v == V_ALLOW && (denies || unknown)) ||
	    (v == V_UNKNOWN && !unknown))
		fail_at(s, NULL, "gates that contradict the verdict", found(s));
}

static void run_claim(void **state)
{
	const struct claim *claim = *state;
	struct arena arena = {NULL};
	struct setting *s = arena_alloc(&arena, sizeof(*s));
	bool expects = false;
	s->arena = &arena;
	s->claim = claim;
	s->request.closed = true;
	vec_init(&s->context, &arena, sizeof(struct context_value));
	vec_init(&s->services, &arena, sizeof(struct str));
	vec_init(&s->facts.tags, &arena, sizeof(struct tag));
	set_lines(s, claim->given, claim->n_given, false);
	set_lines(s, claim->lines, claim->n_lines, true);
	finish(s);
	policy_decide(&s->question, &s->decision);
	assert_noted(s->arena, &s->question);
	check_sum(s);
	for (size_t i = 0; i < claim->n_lines; i++) {
		check(s, &claim->lines[i]);
		expects |= is_expectation(claim->lines[i].word);
	}
	if (!expects)
		fail_at(s, NULL, "a case that expects nothing", str_from(claim->name));
	arena_release(&arena);
}

int main(void)
{
	const char *tests = getenv("ROLEHOP_TESTS");
	struct vec claims;
	arena_init(&program);
	vec_init(&claims, &program, sizeof(struct claim));
	read_folder(
	    arena_cstr(&program, arena_printf(&program, "%s/eval", tests ? tests : "tests")),
	    &claims);
	struct CMUnitTest *all = arena_array(&program, claims.n, sizeof(*all));
	for (size_t i = 0; i < claims.n; i++) {
		struct claim *claim = vec_at(&claims, i);
		all[i] = (struct CMUnitTest){claim->name, run_claim, NULL, NULL, claim};
	}
	int failed = _cmocka_run_group_tests("policy_eval_cases", all, claims.n, NULL, NULL);
	arena_release(&program);
	return failed;
}
