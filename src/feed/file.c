/* feed/file.c - one file: what it is, and its JSON values one after another. */
#include "feed/private.h"

enum {
	WINDOW = 1 << 16,
	PIECE_MAX = 64 << 20, /* a role with all its policies is well below a megabyte */
};

static bool not_understood(struct intake *in, const struct source *source, struct err *err)
{
	if (!source->named) {
		in->unused++;
		return true;
	}
	if (in->advice != NULL)
		return err_set(err, ERR_INPUT, "%.*s: line 1, column 1: %s", STR_ARG(source->name),
			       in->advice);
	return err_set(err, ERR_INPUT,
		       "%.*s: line 1, column 1: nothing in this file is known to rolehop; what it "
		       "imports: %s",
		       STR_ARG(source->name), formats_names());
}

/* Nothing in it: in a folder the empty answer of a command that found nothing. */
static bool file_empty(struct intake *in, const struct source *source, struct err *err)
{
	if (!source->named) {
		in->empty++;
		return true;
	}
	return err_set(err, ERR_INPUT,
		       "%.*s: line 1, column 1: the file is empty; what rolehop imports: %s",
		       STR_ARG(source->name), formats_names());
}

static bool file_foreign(struct intake *in, const struct source *source, enum sniffed what,
			 const char *advice, struct err *err)
{
	bool json = str_ends(source_unpacked_name(source), STR(".json"));

	if (source->named || json)
		return err_set(err, ERR_INPUT, "%.*s: line 1, column 1: %s", STR_ARG(source->name),
			       advice);
	if (what == SNIFF_ADVICE)
		intake_warn(in, source, "not used: %s", advice);
	in->skipped++;
	return true;
}

/* ---- files that stream past -------------------------------------------------------------- */

struct stream {
	struct value value;
	bool open;
	size_t number;	 /* of the value that is open */
	bool understood; /* any value so far */
};

static bool stream_end(struct stream *stream, struct err *err)
{
	bool understood = false;
	bool done = true;

	if (!stream->open)
		return true;
	stream->open = false;
	done = value_end(&stream->value, &understood, err);
	value_release(&stream->value);
	stream->understood = stream->understood || understood;
	return done;
}

static bool stream_piece(struct intake *in, struct input *input, struct stream *stream,
			 const struct cut_piece *piece, size_t number, struct err *err)
{
	if (stream->open && stream->number != number && !stream_end(stream, err))
		return false;
	if (!stream->open) {
		value_begin(&stream->value, in, input->source);
		stream->open = true;
		stream->number = number;
	}
	return value_piece(&stream->value, piece, err);
}

/* Prefixed by the file's name where the cutter found damage. */
static bool stream_failed(struct intake *in, const struct input *input, struct err *err)
{
	if (err->kind != ERR_INPUT || in->unreadable)
		return false;
	return err_prefix(err, "%.*s", STR_ARG(input->source->name));
}

static bool file_stream(struct intake *in, struct input *input, bool *understood, struct err *err)
{
	struct cut *cut = cut_new(input_read, input, WINDOW, PIECE_MAX);
	struct stream stream = {.open = false};
	struct cut_piece piece;
	enum cut_result result = CUT_END;
	size_t number = 0;
	bool done = true;

	while (done && (result = cut_next(cut, &piece, &number, err)) == CUT_PIECE)
		done = stream_piece(in, input, &stream, &piece, number, err);
	if (done && result == CUT_FAILED)
		done = stream_failed(in, input, err);
	if (done)
		done = stream_end(&stream, err);
	if (stream.open)
		value_release(&stream.value);
	cut_free(cut);
	*understood = stream.understood;
	return done;
}

/* ---- files in memory --------------------------------------------------------------------- */

bool file_check(struct intake *in, struct input *input, struct err *err)
{
	struct cut *cut = cut_new(input_read, input, WINDOW, PIECE_MAX);
	struct cut_piece piece;
	enum cut_result result = CUT_PIECE;
	size_t number = 0;

	while (result == CUT_PIECE)
		result = cut_next(cut, &piece, &number, err);
	cut_free(cut);
	return result == CUT_END || stream_failed(in, input, err);
}

/* A text in quotes (--query definition --output json) may hold a document. */
static bool memory_quoted(struct intake *in, const struct place *place, bool *understood,
			  struct err *err)
{
	struct str text = str_trim(skim_text(&in->file, place->at));
	struct str document;
	bool has = false;

	if (text.n == 0 || (text.p[0] != '{' && text.p[0] != '%'))
		return true;
	if (!document_of(in, place, "this text", place->at, &document, &has, err))
		return false;
	if (!has || skim_kind(str_trim(document)) != JSON_OBJECT)
		return true;
	return value_of_text(in, place, str_trim(document), document, understood, err);
}

static bool memory_value(struct intake *in, struct input *input, struct str text, struct str whole,
			 bool *understood, struct err *err)
{
	struct place place = {input->source, {NULL, 0}, -1, text, 0, 0};

	*understood = false;
	if (skim_kind(text) == JSON_STRING)
		return memory_quoted(in, &place, understood, err);
	return value_of_text(in, &place, text, whole, understood, err);
}

static bool file_memory(struct intake *in, struct input *input, bool *understood, struct err *err)
{
	bool ok = true;
	struct str all = to_utf8(&in->file, input->head, &ok);
	struct skim values;
	struct str none;
	struct str text;
	size_t n = 0;

	if (!file_check(in, input, err))
		return false;
	if (!ok)
		return err_set(err, ERR_INPUT, "%.*s: a UTF-16 surrogate without its pair",
			       STR_ARG(input->source->name));
	input->source->text = all;
	skim_values(&values, &in->file, all);
	while (skim_next(&values, &none, &text)) {
		bool this_one = false;
		/* A document alone keeps all its bytes, white space at the end included. */
		bool alone = n++ == 0 && values.rest.n == 0;
		if (!memory_value(in, input, text, alone ? all : text, &this_one, err))
			return false;
		*understood = *understood || this_one;
	}
	return true;
}

/* ---- YAML -------------------------------------------------------------------------------- */

static bool file_yaml(struct intake *in, struct input *input, bool *understood, struct err *err)
{
	struct source *source = input->source;
	struct yaml *yaml = arena_alloc(&in->file, sizeof(*yaml));
	struct place place = {source, {NULL, 0}, -1, {NULL, 0}, 0, 0};
	bool ok = true;

	if (!input->whole)
		return err_set(err, ERR_INPUT, "%.*s: this YAML is larger than AWS takes",
			       STR_ARG(source->name));
	if (!yaml_read(&in->file, to_utf8(&in->file, input->head, &ok), yaml, err))
		return err_prefix(err, "%.*s", STR_ARG(source->name));
	source->text = place.at = yaml->json;
	source->yaml = yaml;
	return value_of_text(in, &place, yaml->json, yaml->json, understood, err);
}

/* Prose that quotes a definition looks like one: in a folder it is none unless it is YAML. */
static bool file_is_yaml(struct intake *in, const struct input *input)
{
	struct err ignored = {ERR_NONE, ""};
	struct arena scratch;
	struct yaml yaml;
	bool ok = true, good = false;

	if (input->source->named || sniff_named_yaml(input->source))
		return true;
	arena_init(&scratch);
	good = yaml_read(&scratch, to_utf8(&in->file, input->head, &ok), &yaml, &ignored);
	arena_release(&scratch);
	return good;
}

/* What the head is; UTF-16 is looked at as UTF-8. */
static enum sniffed file_sniff(struct intake *in, struct input *input, const char **advice)
{
	bool ok = true;
	struct str text = input->whole ? to_utf8(&in->file, input->head, &ok) : input->head;
	enum sniffed what = sniff(input->head, input->source, advice);

	if (what == SNIFF_JSON && ok && text.p != input->head.p &&
	    sniff(text, input->source, advice) == SNIFF_YAML)
		return SNIFF_YAML;
	return what;
}

bool file_take(struct intake *in, struct input *input, struct err *err)
{
	const char *advice = "";
	enum sniffed what = file_sniff(in, input, &advice);
	bool understood = false;
	bool done = false;

	in->files++;
	in->done = 0;
	in->advice = NULL;
	if (what == SNIFF_EMPTY && input->whole)
		return file_empty(in, input->source, err);
	if (input->gzip == NULL && str_ends(input->source->name, STR(".gz")))
		return err_set(err, ERR_INPUT,
			       "%.*s: line 1, column 1: its name ends in .gz, and this is no gzip "
			       "data: give it the name of what it is",
			       STR_ARG(input->source->name));
	if (what == SNIFF_YAML && !file_is_yaml(in, input)) {
		what = SNIFF_OTHER;
		advice = "this is neither JSON nor YAML";
	}
	if (what == SNIFF_OTHER || what == SNIFF_ADVICE)
		return file_foreign(in, input->source, what, advice, err);
	if (input->source->collected != COLLECTED_NOT)
		done = collect_take(in, input, &understood, err);
	else if (what == SNIFF_YAML)
		done = file_yaml(in, input, &understood, err);
	else if (input->whole)
		done = file_memory(in, input, &understood, err);
	else
		done = file_stream(in, input, &understood, err);
	if (!done)
		return false;
	return understood || not_understood(in, input->source, err);
}
