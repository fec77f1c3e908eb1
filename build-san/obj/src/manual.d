build-san/obj/src/manual.o: src/manual.c src/manual.h \
 include/rolehop/app/options.h include/rolehop/app/app.h \
 include/rolehop/app/theme.h include/rolehop/base/arena.h \
 include/rolehop/base/attr.h include/rolehop/base/str.h \
 include/rolehop/base/err.h include/rolehop/base/log.h \
 include/rolehop/feed/import.h include/rolehop/store/store.h \
 include/rolehop/trace/world.h include/rolehop/model/machine.h \
 include/rolehop/model/role.h include/rolehop/model/policy.h \
 include/rolehop/policy/context.h include/rolehop/model/request.h \
 include/rolehop/model/principal.h include/rolehop/policy/eval.h \
 include/rolehop/model/evidence.h include/rolehop/model/verdict.h \
 include/rolehop/trace/world_overlay.h include/rolehop/cli/commands.h \
 include/rolehop/tui/tui.h
src/manual.h:
include/rolehop/app/options.h:
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
include/rolehop/cli/commands.h:
include/rolehop/tui/tui.h:
