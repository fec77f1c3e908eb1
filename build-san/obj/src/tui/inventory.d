build-san/obj/src/tui/inventory.o: src/tui/inventory.c \
 src/tui/inventory.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/store/store.h
src/tui/inventory.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/store/store.h:
