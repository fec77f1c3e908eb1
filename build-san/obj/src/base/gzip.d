build-san/obj/src/base/gzip.o: src/base/gzip.c \
 include/rolehop/base/gzip.h include/rolehop/base/cut.h \
 include/rolehop/base/err.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/mem.h
include/rolehop/base/gzip.h:
include/rolehop/base/cut.h:
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/mem.h:
