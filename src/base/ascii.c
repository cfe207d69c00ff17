/* ascii - the classes of ASCII's characters, whatever the locale. */
#include "base/ascii.h"

bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool ascii_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

bool ascii_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

bool ascii_is_alnum(char c)
{
	return ascii_is_digit(c) || ascii_is_upper(c) || ascii_is_lower(c);
}

bool ascii_is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

char ascii_lower(char c)
{
	return ascii_is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

int ascii_hex(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
