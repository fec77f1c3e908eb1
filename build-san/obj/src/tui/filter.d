build-san/obj/src/tui/filter.o: src/tui/filter.c src/tui/filter.h \
 include/rolehop/base/str.h
src/tui/filter.h:
include/rolehop/base/str.h:
