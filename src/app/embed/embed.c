/* app/embed/embed.c - turns files into C arrays, so that they travel inside the program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Writes one file as an array of numbers; returns its size, or -1. */
static long put_file(FILE *out, const char *path, int index)
{
	FILE *in = fopen(path, "rb");
	if (!in) {
		perror(path);
		return -1;
	}
	fprintf(out, "static const char file_%d[] = {", index);
	long size = 0;
	for (int c; (c = getc(in)) != EOF; size++)
		fprintf(out, "%s%d,", size % 24 == 0 ? "\n" : "", c > 127 ? c - 256 : c);
	fprintf(out, "\n0};\n");
	fclose(in);
	return size;
}

/* The exit status. */
static int put_files(FILE *out, int argc, char **argv)
{
	long *sizes = calloc((size_t)argc, sizeof(*sizes));
	int status = sizes ? 0 : 5;

	fprintf(out, "#include <stddef.h>\n#include \"app/embedded.h\"\n");
	for (int i = 3; status == 0 && i < argc; i++) {
		sizes[i] = put_file(out, argv[i], i);
		if (sizes[i] < 0)
			status = 5;
	}
	fprintf(out, "const struct embedded_file %s[] = {\n", argv[2]);
	for (int i = 3; status == 0 && i < argc; i++)
		fprintf(out, "\t{\"%s\", file_%d, %ldUL},\n", base_name(argv[i]), i, sizes[i]);
	fprintf(out, "\t{NULL, NULL, 0},\n};\n");
	free(sizes);
	return status;
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: embed OUT.c LIST FILE...\n");
		return 3;
	}
	FILE *out = fopen(argv[1], "w");
	if (!out) {
		perror(argv[1]);
		return 5;
	}
	int status = put_files(out, argc, argv);
	return fclose(out) == 0 ? status : 5;
}
