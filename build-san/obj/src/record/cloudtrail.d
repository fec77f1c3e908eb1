build-san/obj/src/record/cloudtrail.o: src/record/cloudtrail.c \
 include/rolehop/record/cloudtrail.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/err.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/record/denial.h \
 include/rolehop/base/vec.h include/rolehop/model/arn.h
include/rolehop/record/cloudtrail.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/err.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/record/denial.h:
include/rolehop/base/vec.h:
include/rolehop/model/arn.h:
