/* tui/palette.c - colours of a theme as a terminal has them, and looks laid over each other. */
#include "tui/palette.h"

#include <math.h>

enum { IS_RGB = 0x1000000, READABLE = 3 };

static int cube(int channel)
{
	return channel < 48 ? 0 : channel < 115 ? 1 : (channel - 35) / 40;
}

static const int system_rgb[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
				   0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
				   0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

static int rgb_of_index(int index)
{
	if (index < 16)
		return system_rgb[index];
	if (index >= 232)
		return (8 + (index - 232) * 10) * 0x010101;
	int n = index - 16;
	int r = n / 36;
	int g = n / 6 % 6;
	int b = n % 6;
	return (r > 0 ? 55 + r * 40 : 0) << 16 | (g > 0 ? 55 + g * 40 : 0) << 8 |
	       (b > 0 ? 55 + b * 40 : 0);
}

static long distance(int rgb, int other)
{
	long sum = 0;
	for (int shift = 0; shift <= 16; shift += 8) {
		long by = (rgb >> shift & 255) - (other >> shift & 255);
		sum += by * by;
	}
	return sum;
}

/* The nearest of so many colours of the terminal's own sixteen. */
static int nearest_system(int rgb, int n)
{
	int found = 0;
	for (int i = 1; i < n; i++) {
		if (distance(rgb, system_rgb[i]) < distance(rgb, system_rgb[found]))
			found = i;
	}
	return found;
}

/* The nearest of the colour cube and the greys. */
static int nearest_index(int rgb)
{
	int red = rgb >> 16 & 255;
	int green = rgb >> 8 & 255;
	int blue = rgb & 255;
	int in_cube = 16 + 36 * cube(red) + 6 * cube(green) + cube(blue);
	int step = ((red + green + blue) / 3 - 3) / 10;
	int grey = 232 + (step > 23 ? 23 : step);
	return distance(rgb, rgb_of_index(grey)) < distance(rgb, rgb_of_index(in_cube)) ? grey
											: in_cube;
}

int palette_rgb(int color)
{
	if (color < 16)
		return -1;
	return color >= IS_RGB ? color & 0xffffff : rgb_of_index(color);
}

/* The darkest blues would be numbers of the palette: they get the least green that there is. */
static int number_of_rgb(int rgb, int rgb_from)
{
	return rgb < rgb_from ? rgb | 0x000100 : rgb;
}

int palette_here(int color, int colors, int rgb_from, bool *bold)
{
	bool is_rgb = color >= IS_RGB;
	if (color < 0)
		return -1;
	if (rgb_from > 0 && is_rgb)
		return number_of_rgb(color & 0xffffff, rgb_from);
	if (rgb_from > 0)
		return color < rgb_from ? color : rgb_of_index(color);
	if (is_rgb && colors >= 256)
		return nearest_index(color & 0xffffff);
	if (is_rgb || (color >= 16 && colors < 256))
		color = nearest_system(palette_rgb(color), 16);
	if (color >= 8 && colors < 16) {
		*bold = true;
		color -= 8;
	}
	return color;
}

/* Relative luminance. */
static double luminance(int rgb)
{
	static const double weights[] = {0.0722, 0.7152, 0.2126};
	double sum = 0;
	for (int i = 0; i < 3; i++) {
		double c = (rgb >> (8 * i) & 255) / 255.0;
		sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

double palette_contrast(int rgb, int other)
{
	double a = luminance(rgb);
	double b = luminance(other);
	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

struct palette_pair palette_pair(const struct theme_look *look, int colors, int rgb_from)
{
	struct palette_pair pair = {.bold = false};
	bool unused = false;
	int black = 0;
	int white = 7;
	pair.fg = palette_here(look->fg, colors, rgb_from, &pair.bold);
	pair.bg = palette_here(look->bg, colors, rgb_from, &unused);
	if (rgb_from > 0 || colors >= 256 || palette_rgb(look->fg) < 0 || palette_rgb(look->bg) < 0)
		return pair;
	int behind = system_rgb[pair.bg];
	if (palette_contrast(system_rgb[pair.fg], behind) < READABLE) {
		bool on_dark = palette_contrast(system_rgb[white], behind) >
			       palette_contrast(system_rgb[black], behind);
		pair.fg = on_dark ? white : black;
		pair.bold = false;
	}
	return pair;
}

struct theme_look palette_look(const struct theme *theme, const struct cell *cell)
{
	struct theme_look look = theme->looks[cell->role];
	if (cell->over == THEME_TEXT)
		return look;
	const struct theme_look *text = &theme->looks[THEME_TEXT];
	const struct theme_look *over = &theme->looks[cell->over];
	bool marked = look.reverse || look.bg != text->bg;
	if (!marked || over->reverse) {
		if (look.fg == text->fg || over->bg != text->bg)
			look.fg = over->fg != text->fg ? over->fg : look.fg;
		look.bg = marked ? look.bg : over->bg;
		look.reverse = look.reverse != over->reverse;
	}
	look.bold = look.bold || over->bold;
	look.underline = look.underline || over->underline;
	look.dim = look.dim && !over->reverse && over->bg == text->bg;
	return look;
}
