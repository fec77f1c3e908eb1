build-san/obj/src/app/keylines.o: src/app/keylines.c src/app/keylines.h \
 include/rolehop/base/attr.h include/rolehop/base/err.h \
 include/rolehop/base/str.h
src/app/keylines.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
include/rolehop/base/str.h:
