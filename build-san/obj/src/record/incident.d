build-san/obj/src/record/incident.o: src/record/incident.c \
 include/rolehop/record/incident.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/json.h \
 include/rolehop/base/buf.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/record/denial.h \
 src/record/clean.h include/rolehop/base/vec.h \
 include/rolehop/model/arn.h include/rolehop/record/cloudtrail.h \
 include/rolehop/record/history.h
include/rolehop/record/incident.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/record/denial.h:
src/record/clean.h:
include/rolehop/base/vec.h:
include/rolehop/model/arn.h:
include/rolehop/record/cloudtrail.h:
include/rolehop/record/history.h:
