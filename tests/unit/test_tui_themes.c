/* test_tui_themes.c - the themes of the program: complete, readable on any terminal, and verdicts
 * to be told apart, by people who see colours differently as well. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rolehop/app/paths.h"
#include "tui/palette.h"

enum { LEAST = 8, MOST = 32, OVERS = 4 };

struct themes {
	struct arena arena;
	struct theme all[MOST];
	size_t n;
};

/* What may lie over a cell, and nothing. */
static const enum theme_role overs[OVERS] = {THEME_TEXT, THEME_CURSOR, THEME_CURSOR_OFF,
					     THEME_MATCH};
static const enum theme_role verdicts[] = {THEME_ALLOW, THEME_DENY, THEME_UNKNOWN, THEME_NONE};
enum { VERDICTS = sizeof(verdicts) / sizeof(verdicts[0]) };

static int load(void **state)
{
	static struct themes themes;
	themes = (struct themes){.n = 0};
	while (themes.n < MOST && theme_builtin(&themes.arena, themes.n, &themes.all[themes.n]))
		themes.n++;
	*state = &themes;
	return 0;
}

static int forget(void **state)
{
	arena_release(&((struct themes *)*state)->arena);
	return 0;
}

static const struct theme *find(const struct themes *themes, const char *name)
{
	for (size_t i = 0; i < themes->n; i++) {
		if (str_eq(themes->all[i].name, str_from(name)))
			return &themes->all[i];
	}
	fail_msg("there is no theme %s", name);
	return NULL;
}

static struct theme_look look_of(const struct theme *theme, enum theme_role role,
				 enum theme_role over)
{
	struct cell cell = {.code = 'x', .width = 1, .role = (uint8_t)role, .over = (uint8_t)over};
	return palette_look(theme, &cell);
}

static void themes_of_every_kind_are_in_the_program(void **state)
{
	static const char *const wanted[] = {"default",	    "mono",  "high-contrast",
					     "color-blind", "light", "dark"};
	const struct themes *themes = *state;
	size_t truecolor = 0;
	assert_true(themes->n >= LEAST);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		find(themes, wanted[i]);
	for (size_t i = 0; i < themes->n; i++) {
		truecolor += themes->all[i].looks[THEME_TEXT].fg >= 0x1000000;
		assert_true(themes->all[i].about.n > 0 && themes->all[i].about.n <= 60);
	}
	assert_true(truecolor >= 2);
}

static void themes_give_every_role_a_look(void **state)
{
	struct themes *themes = *state;
	const char *tests = getenv("ROLEHOP_TESTS");
	struct err err;
	if (tests == NULL)
		skip();
	for (size_t i = 0; i < themes->n; i++) {
		struct str name = themes->all[i].name;
		struct str path =
		    arena_printf(&themes->arena, "%s/../themes/%.*s.theme", tests, STR_ARG(name));
		struct str text;
		if (!paths_read(&themes->arena, path.p, 1 << 20, &text, &err))
			fail_msg("%s", err.text);
		for (int role = 0; role < THEME_ROLE_COUNT; role++) {
			struct str line = arena_printf(
			    &themes->arena, "\n%s = ", theme_role_name((enum theme_role)role));
			if (!str_contains(text, line))
				fail_msg("%.*s gives no look to %s", STR_ARG(name),
					 theme_role_name((enum theme_role)role));
		}
	}
}

static void mono_of_the_file_is_mono_of_the_program(void **state)
{
	const struct theme *file = find(*state, "mono");
	for (int role = 0; role < THEME_ROLE_COUNT; role++) {
		if (memcmp(&file->looks[role], &theme_mono()->looks[role],
			   sizeof(file->looks[role])) != 0)
			fail_msg("%s differs", theme_role_name((enum theme_role)role));
	}
}

/* The ratios of the examples that WCAG and its tools give. */
static void contrast_is_that_of_wcag(void **state)
{
	(void)state;
	assert_true(fabs(palette_contrast(0xffffff, 0x000000) - 21) < 0.001);
	assert_true(fabs(palette_contrast(0x777777, 0xffffff) - 4.478) < 0.001);
	assert_true(fabs(palette_contrast(0x123456, 0x123456) - 1) < 0.001);
	assert_true(fabs(palette_contrast(0xff0000, 0xffffff) - 3.998) < 0.001);
}

static void needs_contrast(const struct theme *theme, double least, bool of_256)
{
	for (int role = 0; role < THEME_ROLE_COUNT; role++) {
		for (size_t k = 0; k < OVERS; k++) {
			struct theme_look look = look_of(theme, (enum theme_role)role, overs[k]);
			struct palette_pair pair = palette_pair(&look, 256, 0);
			int fg = palette_rgb(of_256 ? pair.fg : look.fg);
			int bg = palette_rgb(of_256 ? pair.bg : look.bg);
			if (fg < 0 || bg < 0)
				continue;
			double ratio = palette_contrast(fg, bg);
			if (ratio < least)
				fail_msg("%.*s: %s under %s has a contrast of %.2f",
					 STR_ARG(theme->name),
					 theme_role_name((enum theme_role)role),
					 theme_role_name(overs[k]), ratio);
		}
	}
}

static void text_is_readable_in_24_bits_and_in_256_colours(void **state)
{
	const struct themes *themes = *state;
	size_t measured = 0;
	for (size_t i = 0; i < themes->n; i++) {
		needs_contrast(&themes->all[i], 4.5, false);
		needs_contrast(&themes->all[i], 4.5, true);
		measured += palette_rgb(themes->all[i].looks[THEME_TEXT].bg) >= 0;
	}
	assert_true(measured >= 6);
	needs_contrast(find(themes, "high-contrast"), 7, false);
	needs_contrast(find(themes, "high-contrast"), 7, true);
}

/* Dim makes a colour fainter by as much as the terminal likes, so that nothing is measured. */
static void themes_with_colours_of_their_own_dim_nothing(void **state)
{
	const struct themes *themes = *state;
	for (size_t i = 0; i < themes->n; i++) {
		const struct theme *theme = &themes->all[i];
		bool own = palette_rgb(theme->looks[THEME_TEXT].bg) >= 0;
		for (int role = 0; role < THEME_ROLE_COUNT && own; role++) {
			assert_false(theme->looks[role].dim);
			assert_true(palette_rgb(theme->looks[role].fg) >= 0);
			assert_true(palette_rgb(theme->looks[role].bg) >= 0);
		}
	}
}

static bool same_look(const struct theme_look *a, const struct theme_look *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->dim == b->dim &&
	       a->underline == b->underline && a->reverse == b->reverse && a->italic == b->italic;
}

static void needs_verdicts_apart(const struct theme *theme, enum theme_role over)
{
	for (size_t a = 0; a < VERDICTS; a++) {
		for (size_t b = 0; b < a; b++) {
			struct theme_look x = look_of(theme, verdicts[a], over);
			struct theme_look y = look_of(theme, verdicts[b], over);
			if (same_look(&x, &y))
				fail_msg("%.*s: %s and %s look alike under %s",
					 STR_ARG(theme->name), theme_role_name(verdicts[a]),
					 theme_role_name(verdicts[b]), theme_role_name(over));
		}
	}
}

static void verdicts_are_told_apart_in_every_theme(void **state)
{
	const struct themes *themes = *state;
	for (size_t i = 0; i < themes->n; i++) {
		needs_verdicts_apart(&themes->all[i], THEME_TEXT);
		needs_verdicts_apart(&themes->all[i], THEME_CURSOR);
		needs_verdicts_apart(&themes->all[i], THEME_CURSOR_OFF);
	}
}

static void the_selected_row_can_be_seen(void **state)
{
	const struct themes *themes = *state;
	for (size_t i = 0; i < themes->n; i++) {
		struct theme_look plain = look_of(&themes->all[i], THEME_TEXT, THEME_TEXT);
		struct theme_look on = look_of(&themes->all[i], THEME_TEXT, THEME_CURSOR);
		struct theme_look off = look_of(&themes->all[i], THEME_TEXT, THEME_CURSOR_OFF);
		assert_false(same_look(&plain, &on));
		assert_false(same_look(&plain, &off));
		assert_false(same_look(&on, &off));
	}
}

/* Terminals of 8 and 16 colours: what the nearest ones would make one is kept apart. */
static void text_is_never_of_the_colour_behind_it(void **state)
{
	static const int counts[] = {8, 16};
	const struct themes *themes = *state;
	for (size_t i = 0; i < themes->n; i++) {
		for (int role = 0; role < THEME_ROLE_COUNT; role++) {
			for (size_t k = 0; k < OVERS * 2; k++) {
				struct theme_look look =
				    look_of(&themes->all[i], (enum theme_role)role, overs[k / 2]);
				struct palette_pair pair = palette_pair(&look, counts[k % 2], 0);
				assert_true(pair.fg < counts[k % 2] && pair.bg < counts[k % 2]);
				assert_true(pair.fg == -1 || pair.fg != pair.bg);
			}
		}
	}
}

/* ---- people who see colours differently ------------------------------------------------------ */

struct lab {
	double l, a, b;
};

static double linear(int channel)
{
	double c = channel / 255.0;
	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double lab_curve(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* CIELAB under D65, from linear RGB. */
static struct lab lab_of(const double rgb[3])
{
	double x = 0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2];
	double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
	double z = 0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2];
	double fx = lab_curve(x / 0.9505);
	double fy = lab_curve(y);
	double fz = lab_curve(z / 1.089);
	return (struct lab){116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

/*
 * How a colour is seen without one kind of cones, in linear RGB. Source: Machado, Oliveira and
 * Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009,
 * severity 1.0.
 */
static const struct {
	const char *name;
	double matrix[3][3];
} sights[] = {
    {"protanopia",
     {{0.152286, 1.052583, -0.204868},
      {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}}},
    {"deuteranopia",
     {{0.367322, 0.860646, -0.227968},
      {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}}},
    {"tritanopia",
     {{1.255528, -0.076749, -0.178779},
      {-0.078411, 0.930809, 0.147602},
      {0.004733, 0.691367, 0.303900}}},
};

static struct lab seen(int rgb, const double matrix[3][3])
{
	double in[3] = {linear(rgb >> 16 & 255), linear(rgb >> 8 & 255), linear(rgb & 255)};
	double out[3];
	for (int i = 0; i < 3; i++) {
		double sum = matrix[i][0] * in[0] + matrix[i][1] * in[1] + matrix[i][2] * in[2];
		out[i] = sum < 0 ? 0 : sum > 1 ? 1 : sum;
	}
	return lab_of(out);
}

static double apart(const struct lab *a, const struct lab *b)
{
	return sqrt((a->l - b->l) * (a->l - b->l) + (a->a - b->a) * (a->a - b->a) +
		    (a->b - b->b) * (a->b - b->b));
}

/* The colour that a verdict has as a whole: of the field that it stands on, or else of its letters.
 */
static int colour_of(const struct theme *theme, enum theme_role role)
{
	const struct theme_look *look = &theme->looks[role];
	return palette_rgb(look->bg != theme->looks[THEME_TEXT].bg ? look->bg : look->fg);
}

static void blue_and_orange_stay_apart_for_everybody(void **state)
{
	static const char *const names[] = {"color-blind", "color-blind-light"};
	for (size_t i = 0; i < 2; i++) {
		const struct theme *theme = find(*state, names[i]);
		for (size_t s = 0; s < 3; s++) {
			for (size_t a = 0; a < VERDICTS; a++) {
				for (size_t b = 0; b < a; b++) {
					struct lab x =
					    seen(colour_of(theme, verdicts[a]), sights[s].matrix);
					struct lab y =
					    seen(colour_of(theme, verdicts[b]), sights[s].matrix);
					if (apart(&x, &y) < 20)
						fail_msg("%s: %s and %s are %.1f apart in %s",
							 names[i], theme_role_name(verdicts[a]),
							 theme_role_name(verdicts[b]),
							 apart(&x, &y), sights[s].name);
				}
			}
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(themes_of_every_kind_are_in_the_program),
	    cmocka_unit_test(themes_give_every_role_a_look),
	    cmocka_unit_test(mono_of_the_file_is_mono_of_the_program),
	    cmocka_unit_test(contrast_is_that_of_wcag),
	    cmocka_unit_test(text_is_readable_in_24_bits_and_in_256_colours),
	    cmocka_unit_test(themes_with_colours_of_their_own_dim_nothing),
	    cmocka_unit_test(verdicts_are_told_apart_in_every_theme),
	    cmocka_unit_test(the_selected_row_can_be_seen),
	    cmocka_unit_test(text_is_never_of_the_colour_behind_it),
	    cmocka_unit_test(blue_and_orange_stay_apart_for_everybody),
	};
	return cmocka_run_group_tests(tests, load, forget);
}
