build-san/obj/src/policy/eval.o: src/policy/eval.c \
 include/rolehop/policy/eval.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/model/evidence.h include/rolehop/model/verdict.h \
 include/rolehop/model/policy.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/base/err.h \
 src/policy/layers.h src/policy/who.h src/policy/compiled.h \
 include/rolehop/policy/parse.h src/policy/public.h src/policy/tally.h \
 src/policy/statement.h include/rolehop/model/holes.h
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
src/policy/layers.h:
src/policy/who.h:
src/policy/compiled.h:
include/rolehop/policy/parse.h:
src/policy/public.h:
src/policy/tally.h:
src/policy/statement.h:
include/rolehop/model/holes.h:
