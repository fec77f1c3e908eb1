build-san/obj/src/asl/catalogue.o: src/asl/catalogue.c \
 src/asl/catalogue.h include/rolehop/base/str.h
src/asl/catalogue.h:
include/rolehop/base/str.h:
