build-san/obj/src/asl/event.o: src/asl/event.c \
 include/rolehop/asl/event.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 src/asl/catalogue.h include/rolehop/base/vec.h
include/rolehop/asl/event.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
src/asl/catalogue.h:
include/rolehop/base/vec.h:
