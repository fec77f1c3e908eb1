build-san/obj/src/policy/match.o: src/policy/match.c \
 include/rolehop/policy/match.h include/rolehop/base/str.h \
 include/rolehop/model/verdict.h src/policy/glob.h src/policy/compiled.h \
 include/rolehop/model/policy.h include/rolehop/policy/parse.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/err.h include/rolehop/base/width.h \
 include/rolehop/model/holes.h
include/rolehop/policy/match.h:
include/rolehop/base/str.h:
include/rolehop/model/verdict.h:
src/policy/glob.h:
src/policy/compiled.h:
include/rolehop/model/policy.h:
include/rolehop/policy/parse.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
include/rolehop/base/width.h:
include/rolehop/model/holes.h:
