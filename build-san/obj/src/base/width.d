build-san/obj/src/base/width.o: src/base/width.c \
 include/rolehop/base/width.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/scan.h
include/rolehop/base/width.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/scan.h:
