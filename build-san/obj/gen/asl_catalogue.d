build-san/obj/gen/asl_catalogue.o: build-san/gen/asl_catalogue.c \
 src/asl/catalogue.h include/rolehop/base/str.h
src/asl/catalogue.h:
include/rolehop/base/str.h:
