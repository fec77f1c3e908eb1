/* feed/import.c - paths and texts into the store, all of them or nothing. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "feed/told.h"

/* ---- one file, good or bad --------------------------------------------------------------- */

/* A bad file is listed and what it put is taken back, where the user asked for that. */
static bool file_refused(struct intake *in, const struct source *source, struct intake_mark mark,
			 struct err *err)
{
	bool bad = err->kind == ERR_INPUT || in->unreadable;

	if (!in->options->keep_going)
		return false;
	store_mark_undo(in->store);
	intake_undo(in, mark);
	return bad && intake_refuse(in, source, err);
}

static bool file_import(struct intake *in, struct input *input, struct err *err)
{
	struct intake_mark mark = intake_mark(in);
	bool keep_going = in->options->keep_going;

	if (keep_going && !store_mark(in->store, err))
		return false;
	if (!file_take(in, input, err)) {
		told_end(in, false);
		return file_refused(in, input->source, mark, err);
	}
	told_end(in, true);
	return !keep_going || store_mark_keep(in->store, err);
}

static bool path_read(struct intake *in, const char *path, struct source *source, struct err *err)
{
	struct input input;
	bool done = false;

	told_begin(in, source);
	done = input_open(in, source, path, &input, err);
	if (done) {
		done = file_import(in, &input, err);
		input_close(&input);
	} else if (in->options->keep_going) {
		done = intake_refuse(in, source, err);
	}
	return done;
}

static bool path_import(struct intake *in, const char *path, bool named, struct err *err)
{
	struct source source;
	struct err failed = {ERR_NONE, ""};
	bool again = false, done = false;

	in->unreadable = false;
	source_describe(&in->file, in->options, str_from(path), &source);
	source.named = named;
	source.collected = named ? COLLECTED_NOT : collect_kind(&in->file, source.name);
	if (source.collected == COLLECTED_PART) {
		in->files++;
		arena_release(&in->file);
		return true;
	}
	if (!told_again(in, &source, path, &again, err))
		return false;
	if (!again)
		done = path_read(in, path, &source, &failed);
	if (!again && !done)
		*err = failed;
	arena_release(&in->file);
	return again || done;
}

static bool argument_import(struct intake *in, const char *path, struct err *err)
{
	struct stat is;

	if (strcmp(path, "-") == 0)
		return path_import(in, path, true, err);
	if (stat(path, &is) != 0)
		return err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
	if (S_ISDIR(is.st_mode))
		return walk_folder(in, path, 0, path_import, err);
	return path_import(in, path, true, err);
}

bool intake_text(struct intake *in, const struct import_text *text, struct err *err)
{
	struct source source;
	struct input input;
	bool done = false;

	in->unreadable = false;
	source_describe(&in->file, in->options, str_from(text->name), &source);
	source.named = true;
	done = input_of_text(in, &source, text->text, &input, err);
	if (done) {
		done = file_import(in, &input, err);
		input_close(&input);
	}
	arena_release(&in->file);
	return done;
}

/* ---- the import as one transaction ------------------------------------------------------- */

static void report_fill(const struct intake *in, struct import_report *report)
{
	report->files = in->files;
	report->skipped = in->skipped;
	report->empty = in->empty;
	report->unused = in->unused;
	report->refused = in->refusals.items;
	report->n_refused = in->refusals.n;
	report->warnings = in->warnings.items;
	report->n_warnings = in->warnings.n;
	report->origins = in->origins.items;
	report->n_origins = in->origins.n;
	for (int kind = 0; kind < ENTITY_KIND_COUNT; kind++)
		report->put[kind] = store_put_count(in->store, (enum entity_kind)kind);
}

/* Either commits and fills in the report, or leaves store and report as they were. */
static bool import_end(struct intake *in, bool done, struct import_report *report, struct err *err)
{
	struct import_report filled = {.files = 0};

	/* What was refused may have them. */
	if (done && in->options->named == NULL && in->refusals.n == 0)
		done = parameters_check(in->named, err);
	if (done)
		done = intake_finish(in, err);
	if (!done) {
		store_rollback(in->store);
		return false;
	}
	report_fill(in, &filled);
	told_settle(in);
	if (!store_commit(in->store, &filled.changed, &filled.snapshot, err))
		return false;
	told_commit(in);
	*report = filled;
	return true;
}

static struct str import_source(struct arena *arena, const char *first, size_t n)
{
	if (n != 1)
		return arena_printf(arena, "import of %zu paths", n);
	if (strcmp(first, "-") == 0)
		return STR("import of standard input");
	return arena_printf(arena, "import of %s", first);
}

bool feed_import(struct arena *arena, struct store *store, const char *const *paths, size_t n_paths,
		 const struct import_options *options, struct import_report *report,
		 struct err *err)
{
	struct intake in;
	bool done = false;

	intake_init(&in, arena, store, options);
	done = store_begin(store, import_source(&in.arena, n_paths > 0 ? paths[0] : "", n_paths),
			   options->now, err);
	if (done) {
		in.told = told_open(&in);
		for (size_t i = 0; done && i < n_paths; i++)
			done = argument_import(&in, paths[i], err);
		done = import_end(&in, done, report, err);
		told_close(in.told);
	}
	intake_release(&in);
	return done;
}

bool feed_import_texts(struct arena *arena, struct store *store, const struct import_text *texts,
		       size_t n_texts, const struct import_options *options,
		       struct import_report *report, struct err *err)
{
	struct intake in;
	bool done = false;

	intake_init(&in, arena, store, options);
	done =
	    store_begin(store, import_source(&in.arena, n_texts > 0 ? texts[0].name : "", n_texts),
			options->now, err);
	if (done) {
		for (size_t i = 0; done && i < n_texts; i++)
			done = intake_text(&in, &texts[i], err);
		done = import_end(&in, done, report, err);
	}
	intake_release(&in);
	return done;
}
