/* tui/term_ncurses.c - looks ncursesw up. */
#include "tui/term_ncurses.h"

#include "rolehop/base/library.h"
#include "tui/terminfo.h"

struct ncurses ncurses;
struct terminfo terminfo;

#define EACH(symbol) {#symbol, offsetof(struct ncurses, symbol##_at)},
static const struct library_symbol symbols[] = {NCURSES_FUNCTIONS(EACH) NCURSES_VARIABLES(EACH)};
#undef EACH

#define EACH(symbol) {#symbol, offsetof(struct terminfo, symbol##_at)},
static const struct library_symbol of_terminfo[] = {TERMINFO_FUNCTIONS(EACH)
							TERMINFO_VARIABLES(EACH)};
#undef EACH

static const char *const files[] = {"libncursesw.so.6", "libncursesw.6.dylib", NULL};

#define LIBRARY(table)                                                                             \
	{                                                                                          \
		.files = files, .name = "ncurses, which draws the explorer",                       \
		.package = "libncursesw6", .symbols = table,                                       \
		.n_symbols = sizeof(table) / sizeof(table[0]),                                     \
	}
static const struct library library = LIBRARY(symbols);
static const struct library terminfo_library = LIBRARY(of_terminfo);

bool ncurses_load(struct err *err)
{
	return library_load(&library, &ncurses, err) &&
	       library_load(&terminfo_library, &terminfo, err);
}
