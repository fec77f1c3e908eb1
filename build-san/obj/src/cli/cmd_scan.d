build-san/obj/src/cli/cmd_scan.o: src/cli/cmd_scan.c src/cli/ignore.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h include/rolehop/base/err.h \
 include/rolehop/base/vec.h src/cli/progress.h src/cli/interrupt.h \
 src/cli/out.h include/rolehop/app/app.h include/rolehop/app/theme.h \
 include/rolehop/base/log.h include/rolehop/feed/import.h \
 include/rolehop/store/store.h include/rolehop/trace/world.h \
 include/rolehop/model/machine.h include/rolehop/model/role.h \
 include/rolehop/model/policy.h include/rolehop/policy/context.h \
 include/rolehop/model/request.h include/rolehop/model/principal.h \
 include/rolehop/policy/eval.h include/rolehop/model/evidence.h \
 include/rolehop/model/verdict.h include/rolehop/trace/world_overlay.h \
 include/rolehop/trace/tell.h include/rolehop/trace/remedy.h \
 include/rolehop/trace/asked.h include/rolehop/trace/trace.h \
 include/rolehop/asl/integrations.h include/rolehop/asl/read.h \
 include/rolehop/base/json.h include/rolehop/base/buf.h \
 include/rolehop/base/map.h include/rolehop/asl/resolve.h \
 src/cli/scan_out.h src/cli/listing.h src/cli/run.h src/cli/args.h \
 include/rolehop/cli/commands.h include/rolehop/app/options.h \
 include/rolehop/app/scan.h include/rolehop/trace/findings.h \
 include/rolehop/trace/risks.h include/rolehop/app/paths.h \
 include/rolehop/trace/causes.h
src/cli/ignore.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
include/rolehop/base/err.h:
include/rolehop/base/vec.h:
src/cli/progress.h:
src/cli/interrupt.h:
src/cli/out.h:
include/rolehop/app/app.h:
include/rolehop/app/theme.h:
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
include/rolehop/trace/tell.h:
include/rolehop/trace/remedy.h:
include/rolehop/trace/asked.h:
include/rolehop/trace/trace.h:
include/rolehop/asl/integrations.h:
include/rolehop/asl/read.h:
include/rolehop/base/json.h:
include/rolehop/base/buf.h:
include/rolehop/base/map.h:
include/rolehop/asl/resolve.h:
src/cli/scan_out.h:
src/cli/listing.h:
src/cli/run.h:
src/cli/args.h:
include/rolehop/cli/commands.h:
include/rolehop/app/options.h:
include/rolehop/app/scan.h:
include/rolehop/trace/findings.h:
include/rolehop/trace/risks.h:
include/rolehop/app/paths.h:
include/rolehop/trace/causes.h:
