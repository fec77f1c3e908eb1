build-san/obj/src/base/clock.o: src/base/clock.c \
 include/rolehop/base/clock.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h
include/rolehop/base/clock.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
