/* tui/keys.h - keys as numbers and as the names that people write. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/str.h"

/*
 * A key is a character of Unicode, a control character (Ctrl-A is 1), or one of these, which lie
 * beyond Unicode. Enter, Tab, Esc, Backspace and Space have one code each, however they arrive.
 */
enum {
	K_NONE = 0,
	K_FIRST = 0x110000,
	K_UP = K_FIRST,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PGUP,
	K_PGDN,
	K_INSERT,
	K_DELETE,
	K_BACKSPACE,
	K_ENTER,
	K_TAB,
	K_SHIFT_TAB,
	K_ESC,
	K_F1,
	K_F12 = K_F1 + 11,
	K_PASTE_BEGIN, /* what follows is pasted text, until K_PASTE_END */
	K_PASTE_END,
	K_MOUSE, /* what it did is asked for elsewhere */
	K_RESIZE,
	K_END_OF_INPUT, /* the terminal is gone */
	K_SUSPEND,	/* somebody sent the signal */
	K_CONTINUE,	/* it was stopped by somebody, and goes on */
	K_TERMINATE,
};

#define K_CTRL(letter) ((letter)&0x1f)

enum { KEY_NAME_MAX = 16 };

/* "Enter", "Ctrl-D", "Space", "x". Returns `into`. */
const char *key_show(uint32_t key, char into[KEY_NAME_MAX]);

/* The key of a name ("Enter", "Ctrl-D", one character), letters of names in any case. */
bool key_parse(struct str name, uint32_t *key);

/*
 * One word of a key list: a key, or two characters typed one after the other ("gg"), of which the
 * first is *first and the second the key; *first is K_NONE for a single key.
 */
bool key_parse_chord(struct str word, uint32_t *first, uint32_t *key);

/* Does `keys` (words separated by blanks) hold this chord? */
bool key_in(const char *keys, uint32_t first, uint32_t key);

/* Is `first` the beginning of a two-key chord of `keys`? */
bool key_begins(const char *keys, uint32_t first);

#endif
