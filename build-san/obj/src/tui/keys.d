build-san/obj/src/tui/keys.o: src/tui/keys.c src/tui/keys.h \
 include/rolehop/base/str.h include/rolehop/base/width.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h
src/tui/keys.h:
include/rolehop/base/str.h:
include/rolehop/base/width.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
