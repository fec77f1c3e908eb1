build-san/obj/src/tui/term.o: src/tui/term.c src/tui/term.h \
 include/rolehop/app/theme.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h src/tui/canvas.h include/rolehop/base/mem.h \
 src/tui/keys.h src/tui/palette.h
src/tui/term.h:
include/rolehop/app/theme.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
src/tui/canvas.h:
include/rolehop/base/mem.h:
src/tui/keys.h:
src/tui/palette.h:
