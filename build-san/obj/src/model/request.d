build-san/obj/src/model/request.o: src/model/request.c \
 include/rolehop/model/request.h include/rolehop/base/str.h \
 include/rolehop/model/principal.h include/rolehop/base/err.h \
 include/rolehop/base/attr.h
include/rolehop/model/request.h:
include/rolehop/base/str.h:
include/rolehop/model/principal.h:
include/rolehop/base/err.h:
include/rolehop/base/attr.h:
