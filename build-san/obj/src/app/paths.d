build-san/obj/src/app/paths.o: src/app/paths.c \
 include/rolehop/app/paths.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/buf.h
include/rolehop/app/paths.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/buf.h:
