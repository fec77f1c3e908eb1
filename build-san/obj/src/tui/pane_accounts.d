build-san/obj/src/tui/pane_accounts.o: src/tui/pane_accounts.c \
 src/tui/explorer.h include/rolehop/app/app.h include/rolehop/app/theme.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/log.h include/rolehop/feed/import.h \
 include/rolehop/store/store.h include/rolehop/trace/world.h \
 include/rolehop/model/machine.h include/rolehop/model/role.h \
 include/rolehop/model/policy.h include/rolehop/policy/context.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/policy/eval.h include/rolehop/model/evidence.h \
 include/rolehop/model/verdict.h include/rolehop/trace/world_overlay.h \
 src/tui/canvas.h src/tui/history.h src/tui/pane.h \
 include/rolehop/base/buf.h src/tui/inventory.h src/tui/prompt.h \
 src/tui/verdicts.h include/rolehop/base/map.h include/rolehop/base/vec.h \
 include/rolehop/trace/findings.h include/rolehop/trace/trace.h \
 include/rolehop/asl/integrations.h include/rolehop/asl/read.h \
 include/rolehop/base/json.h include/rolehop/asl/resolve.h \
 src/tui/panes.h src/tui/filter.h src/tui/sheet.h src/tui/table.h \
 include/rolehop/base/clock.h
src/tui/explorer.h:
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
src/tui/canvas.h:
src/tui/history.h:
src/tui/pane.h:
include/rolehop/base/buf.h:
src/tui/inventory.h:
src/tui/prompt.h:
src/tui/verdicts.h:
include/rolehop/base/map.h:
include/rolehop/base/vec.h:
include/rolehop/trace/findings.h:
include/rolehop/trace/trace.h:
include/rolehop/asl/integrations.h:
include/rolehop/asl/read.h:
include/rolehop/base/json.h:
include/rolehop/asl/resolve.h:
src/tui/panes.h:
src/tui/filter.h:
src/tui/sheet.h:
src/tui/table.h:
include/rolehop/base/clock.h:
