build-san/obj/src/base/cut.o: src/base/cut.c include/rolehop/base/cut.h \
 include/rolehop/base/err.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h src/base/check.h include/rolehop/base/span.h \
 src/base/cut_source.h include/rolehop/base/mem.h \
 include/rolehop/base/scan.h
include/rolehop/base/cut.h:
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
src/base/check.h:
include/rolehop/base/span.h:
src/base/cut_source.h:
include/rolehop/base/mem.h:
include/rolehop/base/scan.h:
