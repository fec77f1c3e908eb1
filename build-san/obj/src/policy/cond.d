build-san/obj/src/policy/cond.o: src/policy/cond.c src/policy/cond.h \
 src/policy/compiled.h include/rolehop/base/str.h \
 include/rolehop/model/policy.h include/rolehop/policy/parse.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/err.h src/policy/vars.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/model/verdict.h src/policy/glob.h src/policy/literal.h \
 include/rolehop/model/arn.h include/rolehop/model/holes.h
src/policy/cond.h:
src/policy/compiled.h:
include/rolehop/base/str.h:
include/rolehop/model/policy.h:
include/rolehop/policy/parse.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/err.h:
src/policy/vars.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/model/verdict.h:
src/policy/glob.h:
src/policy/literal.h:
include/rolehop/model/arn.h:
include/rolehop/model/holes.h:
