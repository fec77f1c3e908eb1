build-san/obj/src/base/arena.o: src/base/arena.c \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/mem.h
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/mem.h:
