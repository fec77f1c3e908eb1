build-san/obj/src/base/check_odd.o: src/base/check_odd.c src/base/check.h \
 include/rolehop/base/err.h include/rolehop/base/attr.h \
 include/rolehop/base/span.h include/rolehop/base/str.h \
 include/rolehop/base/scan.h include/rolehop/base/width.h \
 include/rolehop/base/arena.h
src/base/check.h:
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
include/rolehop/base/span.h:
include/rolehop/base/str.h:
include/rolehop/base/scan.h:
include/rolehop/base/width.h:
include/rolehop/base/arena.h:
