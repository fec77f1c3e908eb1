build-san/obj/src/tui/history.o: src/tui/history.c src/tui/history.h \
 src/tui/pane.h include/rolehop/app/theme.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/buf.h src/tui/canvas.h \
 src/tui/table.h src/tui/filter.h
src/tui/history.h:
src/tui/pane.h:
include/rolehop/app/theme.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/buf.h:
src/tui/canvas.h:
src/tui/table.h:
src/tui/filter.h:
