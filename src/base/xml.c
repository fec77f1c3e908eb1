/* base/xml.c - XML as a tree, over expat, looked up when needed. */
#include "rolehop/base/xml.h"

#include <expat.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/library.h"
#include "rolehop/base/mem.h"

enum { DEPTH_MAX = 100, TEXT_MAX = 64 << 20, PIECE_MAX = 1 << 20 };

struct expat_api {
	XML_Parser (*ParserCreate_MM)(const XML_Char *encoding,
				      const XML_Memory_Handling_Suite *memory,
				      const XML_Char *separator);
	void (*ParserFree)(XML_Parser parser);
	void (*SetUserData)(XML_Parser parser, void *self);
	void (*SetElementHandler)(XML_Parser parser, XML_StartElementHandler start,
				  XML_EndElementHandler end);
	void (*SetCharacterDataHandler)(XML_Parser parser, XML_CharacterDataHandler text);
	void (*SetStartDoctypeDeclHandler)(XML_Parser parser, XML_StartDoctypeDeclHandler doctype);
	enum XML_Status (*Parse)(XML_Parser parser, const char *text, int n, int final);
	enum XML_Status (*StopParser)(XML_Parser parser, XML_Bool resumable);
	enum XML_Error (*GetErrorCode)(XML_Parser parser);
	const XML_LChar *(*ErrorString)(enum XML_Error code);
	XML_Size (*GetCurrentLineNumber)(XML_Parser parser);
	XML_Size (*GetCurrentColumnNumber)(XML_Parser parser);
};

/* clang-format off */
#define SYMBOL(name) {"XML_" #name, offsetof(struct expat_api, name)}
static const struct library_symbol symbols[] = {
	SYMBOL(ParserCreate_MM), SYMBOL(ParserFree),
	SYMBOL(SetUserData), SYMBOL(SetElementHandler), SYMBOL(SetCharacterDataHandler), SYMBOL(SetStartDoctypeDeclHandler),
	SYMBOL(Parse), SYMBOL(StopParser),
	SYMBOL(GetErrorCode), SYMBOL(ErrorString), SYMBOL(GetCurrentLineNumber), SYMBOL(GetCurrentColumnNumber),
};
/* clang-format on */

static const struct library libexpat = {
    .files = (const char *const[]){"libexpat.so.1", "libexpat.1.dylib", NULL},
    .name = "expat, which reads XML",
    .package = "libexpat1",
    .symbols = symbols,
    .n_symbols = sizeof(symbols) / sizeof(symbols[0]),
};

static struct expat_api loaded;

static const struct expat_api *expat(void)
{
	library_need(&libexpat, &loaded);
	return &loaded;
}

struct level {
	struct xml *xml;
	struct xml *last; /* its last child */
	struct buf text;
};

struct reading {
	struct arena *arena;
	XML_Parser parser;
	struct level levels[DEPTH_MAX];
	size_t depth;
	struct xml *root;
	const char *complaint; /* ours; NULL: expat's */
};

static void stop(struct reading *r, const char *complaint)
{
	r->complaint = complaint;
	expat()->StopParser(r->parser, XML_FALSE);
}

static struct str bare_name(const char *name)
{
	struct str text = str_from(name);
	ptrdiff_t colon = str_find_last_char(text, ':');

	return colon < 0 ? text : str_skip(text, (size_t)colon + 1);
}

static void on_start(void *self, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *r = self;
	struct xml *xml = NULL;

	(void)attributes;
	if (r->depth == DEPTH_MAX) {
		stop(r, "elements are nested too deeply");
		return;
	}
	xml = arena_alloc(r->arena, sizeof(*xml));
	xml->name = arena_str(r->arena, bare_name(name));
	if (r->depth == 0) {
		r->root = xml;
	} else {
		struct level *parent = &r->levels[r->depth - 1];
		if (parent->last == NULL)
			parent->xml->first = xml;
		else
			parent->last->next = xml;
		parent->last = xml;
	}
	r->levels[r->depth] = (struct level){.xml = xml};
	buf_init(&r->levels[r->depth++].text, r->arena, TEXT_MAX);
}

static void on_end(void *self, const XML_Char *name)
{
	struct reading *r = self;
	struct level *level = &r->levels[--r->depth];

	(void)name;
	level->xml->text = str_trim(buf_str(&level->text));
	if (level->text.over)
		stop(r, "an element's text is too long");
}

/* White space between elements is not worth keeping. */
static void on_text(void *self, const XML_Char *text, int length)
{
	struct reading *r = self;
	struct str piece = {text, (size_t)length};

	if (r->depth == 0)
		return;
	if (r->levels[r->depth - 1].text.n == 0 && str_trim(piece).n == 0)
		return;
	buf_add(&r->levels[r->depth - 1].text, piece);
}

static void on_doctype(void *self, const XML_Char *name, const XML_Char *system,
		       const XML_Char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(self, "it declares a document type, which no answer of AWS does");
}

static bool feed(struct reading *r, struct str text)
{
	while (text.n > PIECE_MAX) {
		if (expat()->Parse(r->parser, text.p, PIECE_MAX, 0) != XML_STATUS_OK)
			return false;
		text = str_skip(text, PIECE_MAX);
	}
	return expat()->Parse(r->parser, text.n ? text.p : "", (int)text.n, 1) == XML_STATUS_OK;
}

static bool complain(const struct reading *r, struct err *err)
{
	const char *what = r->complaint != NULL
			       ? r->complaint
			       : expat()->ErrorString(expat()->GetErrorCode(r->parser));

	return err_set(err, ERR_INPUT, "line %lu, column %lu: %s",
		       (unsigned long)expat()->GetCurrentLineNumber(r->parser),
		       (unsigned long)expat()->GetCurrentColumnNumber(r->parser) + 1, what);
}

bool xml_parse(struct arena *arena, struct str text, const struct xml **out, struct err *err)
{
	/* answers hold keys of sessions */
	static const XML_Memory_Handling_Suite memory = {mem_secret_alloc, mem_secret_realloc,
							 mem_secret_free};
	struct reading *r = arena_alloc(arena, sizeof(*r));
	bool done = false;

	r->arena = arena;
	r->parser = expat()->ParserCreate_MM(NULL, &memory, NULL);
	if (r->parser == NULL)
		return err_set(err, ERR_ENVIRONMENT, "out of memory for an XML parser");
	expat()->SetUserData(r->parser, r);
	expat()->SetElementHandler(r->parser, on_start, on_end);
	expat()->SetCharacterDataHandler(r->parser, on_text);
	expat()->SetStartDoctypeDeclHandler(r->parser, on_doctype);
	done = feed(r, text) || complain(r, err);
	expat()->ParserFree(r->parser);
	if (done)
		*out = r->root;
	return done;
}

const struct xml *xml_get(const struct xml *xml, struct str name)
{
	for (const struct xml *child = xml ? xml->first : NULL; child; child = child->next)
		if (str_eq(child->name, name))
			return child;
	return NULL;
}

struct str xml_get_str(const struct xml *xml, struct str name)
{
	const struct xml *child = xml_get(xml, name);

	return child != NULL ? child->text : (struct str){NULL, 0};
}

const struct xml *xml_find(const struct xml *xml, struct str name)
{
	if (xml == NULL || str_eq(xml->name, name))
		return xml;
	for (const struct xml *child = xml->first; child; child = child->next) {
		const struct xml *found = xml_find(child, name);
		if (found != NULL)
			return found;
	}
	return NULL;
}
