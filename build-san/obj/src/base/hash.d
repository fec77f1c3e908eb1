build-san/obj/src/base/hash.o: src/base/hash.c \
 include/rolehop/base/hash.h include/rolehop/base/str.h \
 include/rolehop/base/mem.h include/rolehop/base/attr.h
include/rolehop/base/hash.h:
include/rolehop/base/str.h:
include/rolehop/base/mem.h:
include/rolehop/base/attr.h:
