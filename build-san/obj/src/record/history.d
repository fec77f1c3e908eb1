build-san/obj/src/record/history.o: src/record/history.c \
 include/rolehop/record/history.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/vec.h \
 include/rolehop/model/arn.h
include/rolehop/record/history.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/vec.h:
include/rolehop/model/arn.h:
