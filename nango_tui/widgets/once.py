"""A timer that goes off once, and surely."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.message_pump import MessagePump
from textual.timer import Timer


def once(pump: MessagePump, seconds: float, call: Callable[[], Awaitable[object] | object]) -> Timer:
    """Call after so many seconds; the timer can be stopped, and ends with who it belongs to.

    Textual 8.2's `set_timer` skips the only tick of a timer if the machine is busy for longer than the timer takes
    while it is being started: what waits for it, keys for one, would wait for ever.
    """
    timer = Timer(pump, seconds, callback=call, repeat=0, skip=False)
    pump._timers.add(timer)
    timer._start()
    return timer
