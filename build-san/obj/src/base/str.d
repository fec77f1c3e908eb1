build-san/obj/src/base/str.o: src/base/str.c include/rolehop/base/str.h
include/rolehop/base/str.h:
