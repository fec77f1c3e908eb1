build-san/obj/src/base/log.o: src/base/log.c include/rolehop/base/log.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/clock.h \
 include/rolehop/base/mem.h
include/rolehop/base/log.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/clock.h:
include/rolehop/base/mem.h:
