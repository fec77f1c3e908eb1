build-san/obj/src/app/diff_why.o: src/app/diff_why.c src/app/diff_why.h \
 include/rolehop/app/diff.h include/rolehop/app/app.h \
 include/rolehop/app/theme.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/log.h \
 include/rolehop/feed/import.h include/rolehop/store/store.h \
 include/rolehop/trace/world.h include/rolehop/model/machine.h \
 include/rolehop/model/role.h include/rolehop/model/policy.h \
 include/rolehop/policy/context.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h include/rolehop/model/verdict.h \
 include/rolehop/trace/world_overlay.h include/rolehop/trace/differ.h \
 include/rolehop/trace/findings.h include/rolehop/trace/trace.h \
 include/rolehop/asl/integrations.h include/rolehop/asl/read.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/map.h include/rolehop/asl/resolve.h \
 include/rolehop/trace/trusts.h include/rolehop/base/vec.h \
 include/rolehop/policy/parse.h include/rolehop/trace/asked.h
src/app/diff_why.h:
include/rolehop/app/diff.h:
include/rolehop/app/app.h:
include/rolehop/app/theme.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/log.h:
include/rolehop/feed/import.h:
include/rolehop/store/store.h:
include/rolehop/trace/world.h:
include/rolehop/model/machine.h:
include/rolehop/model/role.h:
include/rolehop/model/policy.h:
include/rolehop/policy/context.h:
include/rolehop/model/request.h:
include/rolehop/model/principal.h:
include/rolehop/policy/eval.h:
include/rolehop/model/evidence.h:
include/rolehop/model/verdict.h:
include/rolehop/trace/world_overlay.h:
include/rolehop/trace/differ.h:
include/rolehop/trace/findings.h:
include/rolehop/trace/trace.h:
include/rolehop/asl/integrations.h:
include/rolehop/asl/read.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
include/rolehop/asl/resolve.h:
include/rolehop/trace/trusts.h:
include/rolehop/base/vec.h:
include/rolehop/policy/parse.h:
include/rolehop/trace/asked.h:
