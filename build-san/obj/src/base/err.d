build-san/obj/src/base/err.o: src/base/err.c include/rolehop/base/err.h \
 include/rolehop/base/attr.h
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
