build-san/obj/src/record/reason.o: src/record/reason.c \
 src/record/phrase.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 src/record/sentence.h include/rolehop/record/denial.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/err.h
src/record/phrase.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
src/record/sentence.h:
include/rolehop/record/denial.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/err.h:
