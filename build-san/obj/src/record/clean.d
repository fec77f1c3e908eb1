build-san/obj/src/record/clean.o: src/record/clean.c src/record/clean.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/buf.h \
 include/rolehop/base/scan.h
src/record/clean.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/buf.h:
include/rolehop/base/scan.h:
