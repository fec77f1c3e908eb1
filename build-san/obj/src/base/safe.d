build-san/obj/src/base/safe.o: src/base/safe.c \
 include/rolehop/base/safe.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/buf.h include/rolehop/base/scan.h \
 include/rolehop/base/width.h
include/rolehop/base/safe.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/buf.h:
include/rolehop/base/scan.h:
include/rolehop/base/width.h:
