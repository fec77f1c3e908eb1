/* app/scan.c - the inventory scanned by several processes, and their rows put back in order. */
#include "rolehop/app/scan.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/scan_kept.h"
#include "app/scan_wire.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/own_file.h"
#include "rolehop/model/arn.h"

enum {
	CHUNK_LEAST = 16, /* items: more of one account stay together, */
	CHUNK_MOST = 64,  /* up to these */
	WORKERS_MAX = 64,
	ALONE_BELOW = 64,
	READ_BYTES = 1 << 16,
	ERA_BYTES = 32 << 20,
};

struct scan {
	struct app *app;
	const struct scan_options *options;
	const struct scan_watch *watch;
	struct scan_item *items;
	size_t n_items;
	size_t *ends; /* of chunks: the item after each */
	size_t n_chunks;
	struct risk_uses *uses;
	struct kept *kept; /* NULL: nothing is kept */
	struct err *err;
};

/* ---- what there is to do ------------------------------------------------------------------------
 */

static bool add_kind(struct scan *s, enum entity_kind kind, struct vec *items)
{
	const struct entity *list;
	size_t n;

	if (!store_list(s->app->store, &s->app->arena, kind, s->options->account, &list, &n,
			s->err))
		return false;
	for (size_t i = 0; i < n; i++)
		*(struct scan_item *)vec_push(items) =
		    (struct scan_item){kind, list[i].key, list[i].account};
	return true;
}

static bool add_named(struct scan *s, struct vec *items)
{
	for (size_t i = 0; i < s->options->n_machines; i++) {
		struct str arn = arn_machine_base(s->options->machines[i]);
		enum found found = FOUND_UNKNOWN;
		const struct machine *machine = NULL;
		struct lack lack = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
		if (!s->app->world.ops->machine(s->app->world.self, &s->app->arena, arn, &found,
						&machine, &lack, s->err))
			return false;
		if (found != FOUND_YES)
			return trace_no_machine(&s->app->arena, &s->app->world, arn, found, &lack,
						s->err);
		*(struct scan_item *)vec_push(items) =
		    (struct scan_item){ENTITY_MACHINE, arn, machine->account};
	}
	return true;
}

static bool list_items(struct scan *s)
{
	struct vec items;
	bool named = s->options->n_machines > 0;

	vec_init(&items, &s->app->arena, sizeof(struct scan_item));
	if (!(named ? add_named(s, &items) : add_kind(s, ENTITY_MACHINE, &items)))
		return false;
	if (s->options->risks && !named &&
	    !(add_kind(s, ENTITY_ROLE, &items) && add_kind(s, ENTITY_RESOURCE, &items)))
		return false;
	s->items = items.items;
	s->n_items = items.n;
	return true;
}

/* Where the chunk ends that begins at item `from`. Roles and policies are most often those of the
 * item's own account: a process that gets all of an account reads them, and no other one does. */
static size_t chunk_end(const struct scan *s, size_t from)
{
	size_t i = from;

	while (i < s->n_items && i - from < CHUNK_MOST &&
	       (i - from < CHUNK_LEAST || str_eq(s->items[i].account, s->items[i - 1].account)))
		i++;
	return i;
}

static void cut_chunks(struct scan *s)
{
	s->ends = arena_array(&s->app->arena, s->n_items, sizeof(*s->ends));
	s->n_chunks = 0;
	for (size_t i = 0; i < s->n_items; s->n_chunks++)
		i = s->ends[s->n_chunks] = chunk_end(s, i);
}

static size_t chunk_begin(const struct scan *s, size_t chunk)
{
	return chunk > 0 ? s->ends[chunk - 1] : 0;
}

/* ---- one process --------------------------------------------------------------------------------
 */

/*
 * A world for some chunks, and all that was looked up in it. It ends when that is ERA_BYTES: little
 * of it is asked for again by other accounts, and memory that was never used before costs more than
 * to read that little once more.
 */
struct era {
	struct app *app;
	bool record;
	struct arena arena;
	struct scan_world world;
};

/* Begins the first one, and another where this one is over. */
static bool era_begin(struct era *era, struct err *err)
{
	struct world world;

	if (era->arena.head != NULL && arena_footprint(&era->arena) < ERA_BYTES)
		return true;
	arena_release(&era->arena);
	if (!app_world_again(era->app, &era->arena, false, &world, err))
		return false;
	scan_world_open(&era->arena, &world, era->record, &era->world);
	return true;
}

/* A chunk of the items as rows, behind their length. */
static bool do_chunk(const struct scan *s, struct era *era, size_t chunk, struct arena *arena,
		     struct buf *out, struct err *err)
{
	if (!era_begin(era, err))
		return false;
	for (size_t i = chunk_begin(s, chunk); i < s->ends[chunk]; i++)
		if (!scan_wire_put(arena, &era->world, &s->items[i], s->options, out, err))
			return false;
	return true;
}

static bool send_chunk(int fd, const struct buf *rows)
{
	uint64_t n = rows->n;

	return !rows->over && own_file_write(fd, (struct str){(const char *)&n, sizeof(n)}) &&
	       own_file_write(fd, buf_str(rows));
}

/* In the place of a chunk: why there is none. */
static const uint64_t FAILED = UINT64_MAX;

static void send_failure(int fd, const struct err *err)
{
	const uint64_t n[] = {FAILED, strlen(err->text)};

	(void)(own_file_write(fd, (struct str){(const char *)n, sizeof(n)}) &&
	       own_file_write(fd, str_from(err->text)));
}

/* Are answers to be kept, and does this process see what they are kept of? */
static bool records(const struct scan *s, struct store *store)
{
	struct err ignored = {ERR_NONE, ""};
	struct store_stamp wants, sees;

	if (s->kept == NULL || !kept_wants(s->kept))
		return false;
	wants = kept_stamp(s->kept);
	return store_stamp(store, &sees, &ignored) && sees.id == wants.id &&
	       sees.mark == wants.mark;
}

/* The child's whole life. */
static void work(const struct scan *s, size_t worker, size_t workers, int fd)
{
	struct app app;
	struct err err = {ERR_ENVIRONMENT, "what was found is too much"};
	bool going = app_open_again(s->app, &app, &err) && store_map(app.store, &err);
	struct era era = {.app = &app};

	mem_keep();
	if (going)
		era.record = records(s, app.store);
	for (size_t c = worker; going && c < s->n_chunks; c += workers) {
		struct arena scratch;
		struct buf rows;
		arena_init(&scratch);
		buf_init(&rows, &scratch, SCAN_ROWS_MAX);
		going = do_chunk(s, &era, c, &scratch, &rows, &err) && send_chunk(fd, &rows);
		arena_release(&scratch);
	}
	if (!going)
		send_failure(fd, &err);
	_exit(going ? 0 : 1);
}

/* ---- rows in order ------------------------------------------------------------------------------
 */

static bool damaged(struct scan *s)
{
	return err_set(s->err, ERR_ENVIRONMENT, "a process of the scan sent what cannot be read");
}

/* Hands one item's rows on; false where the watch stops or the rows are damaged. */
static bool take_rows(struct scan *s, struct str rows)
{
	struct scan_row row;
	struct task_answer task;
	struct risk risk;

	while (rows.n > 0) {
		if (!scan_row_read(&rows, &task, &risk, &row))
			return damaged(s);
		if (row.task != NULL && s->options->risks)
			risk_uses_add(s->uses, row.task);
		if (row.risk != NULL && !(s->options->risks && risk_is_shown(s->uses, row.risk)))
			continue;
		if (!s->watch->row(s->watch->self, &row))
			return err_set(s->err, ERR_INTERRUPTED, "stopped");
	}
	return true;
}

/* What is kept of before and comes before item i. */
static bool take_kept(struct scan *s, size_t i)
{
	struct str rows;

	while (s->kept != NULL && kept_before(s->kept, i, &rows))
		if (!take_rows(s, rows))
			return false;
	return true;
}

static bool take_chunk(struct scan *s, size_t chunk, struct str bytes)
{
	struct scan_wired found;

	for (size_t i = chunk_begin(s, chunk); i < s->ends[chunk]; i++) {
		if (!scan_wire_take(&bytes, &found))
			return damaged(s);
		if (!take_kept(s, i) || !take_rows(s, found.rows))
			return false;
		if (s->kept != NULL)
			kept_add(s->kept, &s->items[i], &found);
	}
	return s->watch->progress(s->watch->self, s->ends[chunk], s->n_items) ||
	       err_set(s->err, ERR_INTERRUPTED, "interrupted");
}

/* All of it in this process. */
static bool run_alone(struct scan *s)
{
	struct era era = {.app = s->app, .record = records(s, s->app->store)};
	bool done = true;

	for (size_t c = 0; done && c < s->n_chunks; c++) {
		struct arena scratch;
		struct buf rows;
		arena_init(&scratch);
		buf_init(&rows, &scratch, SCAN_ROWS_MAX);
		done = do_chunk(s, &era, c, &scratch, &rows, s->err) &&
		       take_chunk(s, c, buf_str(&rows));
		arena_release(&scratch);
	}
	arena_release(&era.arena);
	return done;
}

/* ---- several processes --------------------------------------------------------------------------
 */

struct worker {
	pid_t pid;
	int fd;		    /* what it sends; -1: ended */
	struct arena arena; /* of the bytes that wait for their turn */
	struct buf bytes;
	size_t taken; /* of them */
};

static bool start(const struct scan *s, struct worker *workers, size_t i, size_t n)
{
	int ends[2];

	if (pipe(ends) != 0)
		return false;
	workers[i] = (struct worker){.pid = fork()};
	if (workers[i].pid == 0) {
		close(ends[0]);
		for (size_t k = 0; k < i; k++)
			close(workers[k].fd);
		work(s, i, n, ends[1]);
	}
	close(ends[1]);
	workers[i].fd = ends[0];
	if (workers[i].pid < 0) {
		close(ends[0]);
		return false;
	}
	arena_init(&workers[i].arena);
	buf_init(&workers[i].bytes, &workers[i].arena, SCAN_ROWS_MAX);
	return true;
}

static bool read_some(struct worker *w)
{
	char bytes[READ_BYTES];
	ssize_t n = read(w->fd, bytes, sizeof(bytes));

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0) {
		close(w->fd);
		w->fd = -1;
		return n == 0;
	}
	return buf_add(&w->bytes, (struct str){bytes, (size_t)n});
}

/* Reads from whoever has something, so that nobody waits for a slower one. */
static bool read_any(struct scan *s, struct worker *workers, size_t n)
{
	struct pollfd fds[WORKERS_MAX];

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){.fd = workers[i].fd, .events = POLLIN};
	if (poll(fds, (nfds_t)n, 200) < 0 && errno != EINTR)
		return err_set(s->err, ERR_ENVIRONMENT, "cannot wait for the scan: %s",
			       strerror(errno));
	for (size_t i = 0; i < n; i++)
		if (fds[i].revents != 0 && !read_some(&workers[i]))
			return err_set(s->err, ERR_ENVIRONMENT,
				       "a process of the scan cannot be read: %s", strerror(errno));
	return true;
}

/* Why a worker failed, in its own words. */
static bool fail_as(struct worker *w, struct err *err)
{
	struct str waiting = str_skip(buf_str(&w->bytes), w->taken);
	uint64_t n[2];

	if (waiting.n >= sizeof(n)) {
		memcpy(n, waiting.p, sizeof(n));
		waiting = str_skip(waiting, sizeof(n));
		if (n[0] == FAILED && n[1] == waiting.n)
			return err_set(err, ERR_ENVIRONMENT, "%.*s", STR_ARG(waiting));
	}
	return err_set(err, ERR_ENVIRONMENT,
		       "a process of the scan ended before its work was done: run the scan again");
}

/* The next whole chunk that the worker sent, or false. */
static bool next_chunk(struct worker *w, struct str *rows)
{
	struct str waiting = str_skip(buf_str(&w->bytes), w->taken);
	uint64_t n;

	if (waiting.n < sizeof(n))
		return false;
	memcpy(&n, waiting.p, sizeof(n));
	if (n == FAILED)
		return false;
	if (waiting.n - sizeof(n) < n)
		return false;
	*rows = str_slice(waiting, sizeof(n), sizeof(n) + (size_t)n);
	return true;
}

/* What was handed on makes room. */
static void drop_chunk(struct worker *w, size_t n)
{
	w->taken += sizeof(uint64_t) + n;
	if (w->taken * 2 < w->bytes.n)
		return;
	memmove(w->bytes.p, w->bytes.p + w->taken, w->bytes.n - w->taken);
	w->bytes.n -= w->taken;
	w->taken = 0;
}

static bool gather(struct scan *s, struct worker *workers, size_t n)
{
	for (size_t c = 0; c < s->n_chunks;) {
		struct worker *w = &workers[c % n];
		struct str rows;
		if (next_chunk(w, &rows)) {
			if (!take_chunk(s, c++, rows))
				return false;
			drop_chunk(w, rows.n);
			continue;
		}
		if (w->fd < 0)
			return fail_as(w, s->err);
		if (!s->watch->progress(s->watch->self, chunk_begin(s, c), s->n_items))
			return err_set(s->err, ERR_INTERRUPTED, "interrupted");
		if (!read_any(s, workers, n))
			return false;
	}
	return true;
}

/* CPU of all processes that were waited for. */
static double children_seconds(void)
{
	struct rusage used;

	if (getrusage(RUSAGE_CHILDREN, &used) != 0)
		return 0;
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static void stop(struct log *log, struct worker *workers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (workers[i].fd >= 0) {
			close(workers[i].fd);
			kill(workers[i].pid, SIGTERM);
		}
		double before = children_seconds();
		while (waitpid(workers[i].pid, NULL, 0) < 0 && errno == EINTR)
			;
		log_add(log, "scan: process %zu of %zu: %.3f s of CPU", i + 1, n,
			children_seconds() - before);
		arena_release(&workers[i].arena);
	}
}

static bool run_together(struct scan *s, size_t n)
{
	struct worker workers[WORKERS_MAX];
	size_t started = 0;
	bool done;

	while (started < n && start(s, workers, started, n))
		started++;
	done = started == n ? gather(s, workers, n)
			    : err_set(s->err, ERR_ENVIRONMENT, "cannot start a process: %s",
				      strerror(errno));
	stop(&s->app->log, workers, started);
	return done;
}

/* One process per core, but one alone where there is little to do or no file to open again. */
static size_t count_workers(const struct scan *s)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = s->options->workers > 0 ? s->options->workers : cores > 1 ? (size_t)cores : 1;

	if (!app_is_in_file(s->app))
		return 1;
	if (s->options->workers == 0 && s->n_items < ALONE_BELOW)
		return 1;
	return n < WORKERS_MAX ? n : WORKERS_MAX;
}

/* All items, or those of which something changed since they were looked at. */
static bool choose_items(struct scan *s)
{
	if (s->kept != NULL && kept_items(s->kept, &s->items, &s->n_items))
		return true;
	return list_items(s);
}

static bool run(struct scan *s)
{
	size_t workers;

	if (!choose_items(s))
		return false;
	cut_chunks(s);
	if (s->kept != NULL)
		kept_plan(s->kept, s->n_items);
	workers = count_workers(s);
	return (workers > 1 ? run_together(s, workers) : run_alone(s)) && take_kept(s, s->n_items);
}

bool app_scan(struct app *app, const struct scan_options *options, const struct scan_watch *watch,
	      struct err *err)
{
	struct scan s = {.app = app, .options = options, .watch = watch, .err = err};
	bool done;

	s.uses = risk_uses_new(&app->arena);
	s.kept = kept_begin(app, options);
	done = run(&s);
	kept_end(s.kept, done);
	return done;
}
