build-san/obj/src/base/check.o: src/base/check.c src/base/check.h \
 include/rolehop/base/err.h include/rolehop/base/attr.h \
 include/rolehop/base/span.h include/rolehop/base/str.h \
 include/rolehop/base/arena.h include/rolehop/base/map.h \
 include/rolehop/base/scan.h
src/base/check.h:
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
include/rolehop/base/span.h:
include/rolehop/base/str.h:
include/rolehop/base/arena.h:
include/rolehop/base/map.h:
include/rolehop/base/scan.h:
