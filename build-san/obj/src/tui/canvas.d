build-san/obj/src/tui/canvas.o: src/tui/canvas.c src/tui/canvas.h \
 include/rolehop/app/theme.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/buf.h \
 include/rolehop/base/mem.h include/rolehop/base/width.h
src/tui/canvas.h:
include/rolehop/app/theme.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/buf.h:
include/rolehop/base/mem.h:
include/rolehop/base/width.h:
