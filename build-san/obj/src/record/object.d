build-san/obj/src/record/object.o: src/record/object.c \
 src/record/phrase.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/buf.h include/rolehop/model/arn.h \
 src/record/sentence.h include/rolehop/record/denial.h \
 include/rolehop/base/json.h include/rolehop/base/err.h
src/record/phrase.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/buf.h:
include/rolehop/model/arn.h:
src/record/sentence.h:
include/rolehop/record/denial.h:
include/rolehop/base/json.h:
include/rolehop/base/err.h:
