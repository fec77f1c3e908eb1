build-san/obj/src/policy/layers.o: src/policy/layers.c \
 src/policy/layers.h src/policy/who.h src/policy/compiled.h \
 include/rolehop/base/str.h include/rolehop/model/policy.h \
 include/rolehop/policy/parse.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/err.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/model/verdict.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h include/rolehop/model/arn.h \
 include/rolehop/model/holes.h
src/policy/layers.h:
src/policy/who.h:
src/policy/compiled.h:
include/rolehop/base/str.h:
include/rolehop/model/policy.h:
include/rolehop/policy/parse.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/model/verdict.h:
include/rolehop/policy/eval.h:
include/rolehop/model/evidence.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
