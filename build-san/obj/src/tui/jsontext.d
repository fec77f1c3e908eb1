build-san/obj/src/tui/jsontext.o: src/tui/jsontext.c src/tui/jsontext.h \
 include/rolehop/base/arena.h include/rolehop/base/attr.h \
 include/rolehop/base/str.h src/tui/sheet.h include/rolehop/base/vec.h \
 src/tui/pane.h include/rolehop/app/theme.h include/rolehop/base/err.h \
 include/rolehop/base/buf.h src/tui/canvas.h include/rolehop/base/span.h \
 include/rolehop/base/yaml.h include/rolehop/base/json.h
src/tui/jsontext.h:
include/rolehop/base/arena.h:
include/rolehop/base/attr.h:
include/rolehop/base/str.h:
src/tui/sheet.h:
include/rolehop/base/vec.h:
src/tui/pane.h:
include/rolehop/app/theme.h:
include/rolehop/base/err.h:
include/rolehop/base/buf.h:
src/tui/canvas.h:
include/rolehop/base/span.h:
include/rolehop/base/yaml.h:
include/rolehop/base/json.h:
