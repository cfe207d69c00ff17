/* event - what an engine reports while it works: a tagged union into a sink. */
#include "base/event.h"

void event_emit(const struct event_sink *sink, const struct event *event)
{
	if (sink && sink->emit)
		sink->emit(sink->context, event);
}
