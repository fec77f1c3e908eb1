build-san/obj/src/base/mem.o: src/base/mem.c include/rolehop/base/mem.h \
 include/rolehop/base/attr.h
include/rolehop/base/mem.h:
include/rolehop/base/attr.h:
