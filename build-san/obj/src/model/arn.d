build-san/obj/src/model/arn.o: src/model/arn.c \
 include/rolehop/model/arn.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h
include/rolehop/model/arn.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
