/* cli/cmd_simulate.c - judges self-contained requests, JSON lines in and out. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/run.h"
#include "rolehop/base/scan.h"
#include "rolehop/trace/simulate.h"

enum { WINDOW = 1 << 16, TEXT_MAX = 64 << 20, EXIT_DENIED = 1, EXIT_INPUT = 4 };

/* What is read, and what came of it so far. */
struct simulating {
	struct cli *cli;
	int fd;
	const char *path;
	struct arena lines;   /* holds the lines of one request */
	struct arena scratch; /* for one answer */
	struct buf text;      /* lines of a request that is not closed yet */
	struct buf line;      /* the line that is being read */
	size_t number;	      /* of that line */
	size_t first;	      /* the number of the text's first line */
	size_t gathered;      /* lines of the text */
	long depth;	      /* brackets that the text leaves open */
	size_t asked;
	size_t refused;
	size_t passed;
	size_t failed;
	bool any;
	enum verdict worst; /* of requests that expect nothing */
};

/* ---- one request ------------------------------------------------------------------------------
 */

static void count(struct simulating *s, const struct simulation *answer)
{
	s->asked++;
	s->refused += answer->refused;
	s->passed += answer->expects && answer->passed;
	s->failed += answer->expects && !answer->passed;
	if (answer->refused || answer->expects)
		return;
	s->worst = s->any ? trace_worst(s->worst, answer->verdict) : answer->verdict;
	s->any = true;
}

static void print(struct simulating *s, const struct simulation *answer)
{
	out_raw(&s->cli->out, answer->json);
	out_raw(&s->cli->out, STR("\n"));
	count(s, answer);
}

static void judge(struct simulating *s, struct str text, size_t line)
{
	struct arena_mark mark = arena_mark(&s->scratch);
	struct simulation answer;

	simulate_text(&s->scratch, text, line, &answer);
	print(s, &answer);
	arena_rewind(&s->scratch, mark);
}

static void refuse_line(struct simulating *s)
{
	struct arena_mark mark = arena_mark(&s->scratch);
	struct simulation answer;

	simulate_refuse(
	    &s->scratch,
	    arena_printf(&s->scratch, "line %zu: over %d MB long", s->number, TEXT_MAX >> 20),
	    &answer);
	print(s, &answer);
	arena_rewind(&s->scratch, mark);
}

static bool is_json(struct simulating *s, struct str text)
{
	struct arena_mark mark = arena_mark(&s->scratch);
	const struct json *json;
	struct err ignored;
	bool ok = json_parse(&s->scratch, text, &json, &ignored);

	arena_rewind(&s->scratch, mark);
	return ok;
}

/* Lines that make up no JSON together are each one that is no request. */
static void judge_lines(struct simulating *s)
{
	struct str_split it = {buf_str(&s->text), false};
	struct str line;

	for (size_t number = s->first; str_next(&it, '\n', &line); number++)
		if (!str_is_empty(str_trim(line)))
			judge(s, line, number);
}

/* The text that was gathered, if there is any. */
static void judge_text(struct simulating *s)
{
	struct str text = buf_str(&s->text);

	if (text.n && (s->gathered == 1 || is_json(s, text)))
		judge(s, text, s->first);
	else if (text.n)
		judge_lines(s);
	buf_clear(&s->text);
	s->gathered = 0;
	s->depth = 0;
}

/* ---- lines ------------------------------------------------------------------------------------
 */

/* Brackets that a line opens more than it closes; a string that it leaves open is damage, not a
 * beginning. */
static long depth_of(struct str line)
{
	long depth = 0;

	for (size_t at = 0; at < line.n; at++) {
		char c = line.p[at];
		if (c == '"') {
			at = scan_string(line, at);
			if (at > line.n)
				return 0;
			at--;
		}
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
	}
	return depth;
}

static bool begins_anew(struct simulating *s, struct str line)
{
	struct arena_mark mark = arena_mark(&s->scratch);
	bool anew = simulate_is_request(&s->scratch, line);

	arena_rewind(&s->scratch, mark);
	return anew;
}

/*
 * A request is a line; one that leaves brackets open goes on in the next lines, until one that is a
 * request itself shows that the first was only damaged.
 */
static void take_line(struct simulating *s)
{
	struct str line = buf_str(&s->line);

	if (s->text.n && (s->line.over || s->text.n + line.n > TEXT_MAX || begins_anew(s, line)))
		judge_text(s);
	if (s->line.over) {
		refuse_line(s);
		return;
	}
	if (s->gathered++ == 0)
		s->first = s->number;
	buf_add(&s->text, line);
	buf_add_char(&s->text, '\n');
	s->depth += depth_of(line);
	if (s->depth <= 0)
		judge_text(s);
}

static void end_line(struct simulating *s)
{
	s->number++;
	if (s->text.n || s->line.over || !str_is_empty(str_trim(buf_str(&s->line))))
		take_line(s);
	buf_clear(&s->line);
}

static void take_bytes(struct simulating *s, struct str bytes)
{
	while (bytes.n) {
		ptrdiff_t end = str_find_char(bytes, '\n');
		buf_add(&s->line, str_slice(bytes, 0, end < 0 ? bytes.n : (size_t)end));
		if (end < 0)
			return;
		end_line(s);
		bytes = str_skip(bytes, (size_t)end + 1);
	}
}

/* Answers leave before more is waited for, so that a program can ask and listen in turn. */
static bool read_all(struct simulating *s, struct err *err)
{
	char *window = arena_alloc(&s->lines, WINDOW);

	for (;;) {
		if (!out_finish(&s->cli->out, err))
			return false;
		ssize_t n = read(s->fd, window, WINDOW);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_ENVIRONMENT, "%s: %s", s->path, strerror(errno));
		if (n == 0)
			break;
		take_bytes(s, (struct str){window, (size_t)n});
	}
	if (s->line.n || s->line.over)
		end_line(s);
	judge_text(s);
	return true;
}

/* ---- the command ------------------------------------------------------------------------------
 */

static bool open_input(struct simulating *s, struct err *err)
{
	const struct args *args = &s->cli->args;
	const char *path = args->n_words ? args->words[0] : "-";

	if (strcmp(path, "-") == 0) {
		s->path = "standard input";
		s->fd = STDIN_FILENO;
		return true;
	}
	s->path = path;
	s->fd = open(path, O_RDONLY | O_CLOEXEC);
	return s->fd >= 0 || err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
}

static bool conclude(struct simulating *s, struct err *err)
{
	if (!s->asked)
		return err_set(err, ERR_INPUT,
			       "%s is empty: give one request a line, as `rolehop simulate --help` "
			       "shows",
			       s->path);
	if (!out_finish(&s->cli->out, err))
		return false;
	if (s->passed + s->failed)
		out_line(&s->cli->notes, "%zu passed, %zu failed", s->passed, s->failed);
	s->cli->status = s->any ? verdict_exit_status(s->worst) : 0;
	if (s->failed)
		s->cli->status = EXIT_DENIED;
	if (s->refused)
		s->cli->status = EXIT_INPUT;
	return true;
}

static bool run_simulate(struct cli *cli, struct err *err)
{
	struct simulating s = {.cli = cli, .fd = -1};
	bool ok;

	arena_init(&s.lines);
	arena_init(&s.scratch);
	buf_init(&s.text, &s.lines, 2 * (size_t)TEXT_MAX);
	buf_init(&s.line, &s.lines, TEXT_MAX);
	arena_alloc(&s.scratch, 1); /* a block that is not given back after each answer */
	ok = open_input(&s, err) && read_all(&s, err) && conclude(&s, err);
	if (s.fd > STDERR_FILENO)
		close(s.fd);
	arena_release(&s.lines);
	arena_release(&s.scratch);
	return ok;
}

/* clang-format off */
const struct command cmd_simulate = {
	.name = "simulate",
	.usage = (const char *const[]){"simulate [FILE|-]", NULL},
	.summary = "judge self-contained requests, JSON lines in and out, without the inventory",
	.about = (const char *const[]){
		"Each line is one request with every policy that bears on it, and becomes one line with the decision and all "
		"gates. Nothing is filled in: a context key that is not given is absent, {\"unknown\": true} is a value that is not "
		"known. Without FILE, or with -, standard input is read.",
		"A line: {\"name\", \"request\": {\"action\", \"resource\", \"resourceAccount\", \"principal\", \"context\": {}}, "
		"\"identityPolicies\": [], \"resourcePolicy\": {}, \"permissionBoundaries\": [], \"sessionPolicies\": [], "
		"\"scps\": [[]], \"rcps\": [[]], \"vpcEndpointPolicies\": [], \"expected\"}. A policy is a document, its JSON text, or "
		"{\"name\", \"document\"}; scps and rcps have a list for each level, root first. The trust policy of a role is its "
		"resourcePolicy. \"anonymous\" is the principal of an unsigned request.",
		"With \"expected\" (Allowed, ImplicitlyDenied, ExplicitlyDenied or DependsOn) the answer says whether it came true, and "
		"standard error closes with how many did.",
		NULL,
	},
	.words = WORDS_FILES,
	.max_words = 1,
	.examples = (const struct example[]){
		{"One request, on standard input.", "echo '{\"request\": {\"action\": \"sqs:SendMessage\", \"resource\": \"arn:aws:sqs:us-east-1:111111111111:q\", \"principal\": \"arn:aws:iam::111111111111:user/u\"}, \"identityPolicies\": [{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"sqs:*\", \"Resource\": \"*\"}}]}' | rolehop simulate"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "allowed, or as expected; of several, all are"},
		{1, "denied, or not as expected; of several, at least one is"},
		{2, "unknown, where nothing is expected"},
		{3, "wrong usage"},
		{4, "a line is no request; the others are answered"},
		{5, "the file cannot be read"},
		{0, NULL},
	},
	.has_one_snapshot = true,
	.run = run_simulate,
};
/* clang-format on */
