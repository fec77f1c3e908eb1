/* tui/palette.c - colours of a theme as a terminal has them, and looks laid over each other. */
#include "tui/palette.h"

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

static int nearest_system(int rgb)
{
	long best = -1;
	int found = 7;
	for (int i = 0; i < 16; i++) {
		long dr = (rgb >> 16 & 255) - (system_rgb[i] >> 16 & 255);
		long dg = (rgb >> 8 & 255) - (system_rgb[i] >> 8 & 255);
		long db = (rgb & 255) - (system_rgb[i] & 255);
		long distance = dr * dr + dg * dg + db * db;
		if (best < 0 || distance < best) {
			best = distance;
			found = i;
		}
	}
	return found;
}

int palette_here(int color, int colors, bool direct, bool *bold)
{
	bool is_rgb = color >= 0x1000000;
	if (color < 0)
		return -1;
	if (direct && (is_rgb || color >= 8))
		return is_rgb ? color & 0xffffff : rgb_of_index(color);
	if (is_rgb && colors >= 256)
		return 16 + 36 * cube(color >> 16 & 255) + 6 * cube(color >> 8 & 255) +
		       cube(color & 255);
	if (is_rgb || (color >= 16 && colors < 256))
		color = nearest_system(is_rgb ? color & 0xffffff : rgb_of_index(color));
	if (color >= 8 && colors < 16) {
		*bold = true;
		color -= 8;
	}
	return color;
}

struct theme_look palette_look(const struct theme *theme, const struct cell *cell)
{
	struct theme_look look = theme->looks[cell->role];
	if (cell->over == THEME_TEXT)
		return look;
	const struct theme_look *over = &theme->looks[cell->over];
	bool marked = look.reverse || look.bg != THEME_DEFAULT_COLOUR;
	if (!marked || over->reverse) {
		if (look.fg == THEME_DEFAULT_COLOUR || over->bg != THEME_DEFAULT_COLOUR)
			look.fg = over->fg != THEME_DEFAULT_COLOUR ? over->fg : look.fg;
		look.bg = marked ? look.bg : over->bg;
		look.reverse = look.reverse != over->reverse;
	}
	look.bold = look.bold || over->bold;
	look.underline = look.underline || over->underline;
	look.dim = look.dim && !over->reverse && over->bg == THEME_DEFAULT_COLOUR;
	return look;
}
