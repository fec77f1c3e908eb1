build-san/obj/src/base/scan.o: src/base/scan.c \
 include/rolehop/base/scan.h include/rolehop/base/str.h
include/rolehop/base/scan.h:
include/rolehop/base/str.h:
