build-san/obj/src/model/principal.o: src/model/principal.c \
 include/rolehop/model/principal.h include/rolehop/base/err.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/model/arn.h include/rolehop/base/arena.h \
 include/rolehop/model/holes.h
include/rolehop/model/principal.h:
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/model/arn.h:
include/rolehop/base/arena.h:
include/rolehop/model/holes.h:
