build-san/obj/src/app/what_if.o: src/app/what_if.c \
 include/rolehop/app/what_if.h include/rolehop/app/app.h \
 include/rolehop/app/theme.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/log.h \
 include/rolehop/feed/import.h include/rolehop/store/store.h \
 include/rolehop/trace/world.h include/rolehop/model/machine.h \
 include/rolehop/model/role.h include/rolehop/model/policy.h \
 include/rolehop/policy/context.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h include/rolehop/model/verdict.h \
 include/rolehop/trace/world_overlay.h include/rolehop/app/paths.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/vec.h include/rolehop/base/yaml.h \
 include/rolehop/base/span.h include/rolehop/model/arn.h \
 include/rolehop/trace/world_store.h
include/rolehop/app/what_if.h:
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
include/rolehop/app/paths.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/vec.h:
include/rolehop/base/yaml.h:
include/rolehop/base/span.h:
include/rolehop/model/arn.h:
include/rolehop/trace/world_store.h:
