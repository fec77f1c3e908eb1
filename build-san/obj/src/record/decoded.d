build-san/obj/src/record/decoded.o: src/record/decoded.c \
 include/rolehop/base/vec.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/record/denial.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/base/err.h
include/rolehop/base/vec.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/record/denial.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/err.h:
