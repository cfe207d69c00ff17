#include "remote/curl_calls.h"

#include <criterion/criterion.h>

Test(curl_calls, every_call_is_there_and_they_are_loaded_once)
{
	struct err e = {0};
	const struct curl_calls *curl = curl_calls(&e);

	cr_assert(curl, "%s", e.text);
	cr_expect_eq(curl, curl_calls(&e));
	for (size_t i = 0; i < sizeof *curl / sizeof(void (*)(void)); i++)
		cr_expect(((void (*const *)(void))curl)[i]);
	cr_expect_str_eq(curl->easy_strerror(CURLE_OK), "No error");
}
