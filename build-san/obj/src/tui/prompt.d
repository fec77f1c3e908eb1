build-san/obj/src/tui/prompt.o: src/tui/prompt.c src/tui/prompt.h \
 include/rolehop/base/str.h src/tui/canvas.h include/rolehop/app/theme.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/err.h include/rolehop/base/safe.h \
 include/rolehop/base/buf.h include/rolehop/base/width.h src/tui/keys.h
src/tui/prompt.h:
include/rolehop/base/str.h:
src/tui/canvas.h:
include/rolehop/app/theme.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
include/rolehop/base/safe.h:
include/rolehop/base/buf.h:
include/rolehop/base/width.h:
src/tui/keys.h:
