build-san/obj/src/trace/services.o: src/trace/services.c \
 src/trace/services.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/model/arn.h include/rolehop/model/holes.h
src/trace/services.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
