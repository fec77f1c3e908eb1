build-san/obj/src/policy/public.o: src/policy/public.c \
 src/policy/public.h include/rolehop/policy/eval.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/model/evidence.h \
 include/rolehop/model/verdict.h include/rolehop/model/policy.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/base/err.h src/policy/compiled.h \
 include/rolehop/policy/parse.h src/policy/cond.h src/policy/vars.h
src/policy/public.h:
include/rolehop/policy/eval.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/model/evidence.h:
include/rolehop/model/verdict.h:
include/rolehop/model/policy.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/base/err.h:
src/policy/compiled.h:
include/rolehop/policy/parse.h:
src/policy/cond.h:
src/policy/vars.h:
