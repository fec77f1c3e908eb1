build-san/obj/src/policy/statement.o: src/policy/statement.c \
 src/policy/statement.h src/policy/compiled.h include/rolehop/base/str.h \
 include/rolehop/model/policy.h include/rolehop/policy/parse.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/err.h src/policy/who.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/model/verdict.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h src/policy/cond.h src/policy/vars.h \
 src/policy/glob.h src/policy/layers.h
src/policy/statement.h:
src/policy/compiled.h:
include/rolehop/base/str.h:
include/rolehop/model/policy.h:
include/rolehop/policy/parse.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
src/policy/who.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/model/verdict.h:
include/rolehop/policy/eval.h:
include/rolehop/model/evidence.h:
src/policy/cond.h:
src/policy/vars.h:
src/policy/glob.h:
src/policy/layers.h:
