build-san/obj/src/asl/pointer.o: src/asl/pointer.c src/asl/pointer.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h
src/asl/pointer.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
