build-san/obj/gen/example_data.o: build-san/gen/example_data.c \
 src/app/example.h
src/app/example.h:
