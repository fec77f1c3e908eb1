build-san/obj/src/base/cut_source.o: src/base/cut_source.c \
 src/base/cut_source.h include/rolehop/base/cut.h \
 include/rolehop/base/err.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/mem.h \
 include/rolehop/base/scan.h
src/base/cut_source.h:
include/rolehop/base/cut.h:
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/mem.h:
include/rolehop/base/scan.h:
