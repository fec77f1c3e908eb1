build-san/obj/src/record/denial.o: src/record/denial.c \
 include/rolehop/record/denial.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/err.h src/record/clean.h src/record/phrase.h \
 src/record/sentence.h
include/rolehop/record/denial.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/err.h:
src/record/clean.h:
src/record/phrase.h:
src/record/sentence.h:
