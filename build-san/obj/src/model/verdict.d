build-san/obj/src/model/verdict.o: src/model/verdict.c \
 include/rolehop/model/verdict.h
include/rolehop/model/verdict.h:
