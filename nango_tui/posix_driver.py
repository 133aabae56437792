"""Textual's driver for terminals of POSIX, which also survives what terminals and signals do on a bad day."""

from __future__ import annotations

import _thread
import asyncio
import os
import selectors
import signal
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from textual import events
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from nango_tui.terminal import WIDEST

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message

LAST = 2.0
"""Seconds after a signal to end in which the program ends in good order; then it ends anyhow."""
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""What ends the program from outside, with 128 and the signal's number. No key sends one of them while it runs."""
CHUNK = 4096
"""Bytes that are read at once: as many as the buffer of a terminal holds."""
MORE = 0.02
"""Seconds within which the buffer is filled again, if there is more."""
LARGEST = 4 * 1024 * 1024
"""Bytes that are taken in one piece at the most."""
TURN = 0.001
"""Seconds for which Python lets one thread run while another one waits."""
PATIENCE = 3.0
"""Seconds after which a paste is taken to be over although the terminal did not say so."""
_BEGIN, _END = "\x1b[200~", "\x1b[201~"


class PosixDriver(LinuxDriver):
    """Ends in good order by each signal to end, reads any bytes, and comes back whole after being stopped.

    What it overrides is private in Textual: the version is bounded for it, and tests in a terminal hold it.
    """

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._loop = asyncio.get_running_loop()
        self._size = self._size or self._get_terminal_size()
        self._window = self._size

    def _get_terminal_size(self) -> tuple[int, int]:
        width, height = super()._get_terminal_size()
        return min(width, WIDEST), min(height, WIDEST)

    def process_message(self, message: Message) -> None:
        """Pass on what was typed or told by the terminal, unless it tells of a window that there cannot be."""
        if not isinstance(message, events.Resize) or max(message.size) <= WIDEST:
            super().process_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal. Signals first: one that came in between would leave it as it is then."""
        for number in ENDING:
            signal.signal(number, self._end)
        start: Callable[[], None] = super().start_application_mode
        start()

    def _end(self, number: int, _: FrameType | None) -> None:
        # A handler of Python's, not of the loop's: the loop may wait for a terminal that takes nothing any more. And
        # the bare thread, since threading may hold a lock of its own at this moment.
        _thread.start_new_thread(_end_anyhow, (128 + number,))
        self._soon(partial(self._app.exit, return_code=128 + number))

    def _sigtstp_application(self, *_: object) -> None:
        """Stop, between two steps of the loop: in the middle of one the queue of what is drawn may be locked."""
        self._soon(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        self._soon(self._come_back)

    def _come_back(self) -> None:
        if self._writer_thread is None or self._app._exit:
            return
        if not self._must_signal_resume and self._auto_restart:
            # Stopped by SIGSTOP, which nobody sees coming: the terminal was not given back, and who had it meanwhile
            # may have changed it. Taking it twice would leave a second reader of keys, and no echo at the end.
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def _soon(self, call: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop is closed: it ends already
            self._loop.call_soon_threadsafe(call)

    def run_input_thread(self) -> None:
        """Read keys until the terminal is given back, or gone.

        Textual 8.2 breaks at a byte that is not UTF-8: a letter of another character set, noise on a line. And it
        takes every key, Ctrl+Q too, for a part of a paste whose end was lost on the line.
        """
        # So often this thread gets its turn while the other one draws: what it notes as the time of a key tells a
        # pasted text from a hand.
        sys.setswitchinterval(TURN)
        parser, paste = XTermParser(self._debug), _Paste()
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    now = get_time()
                    data = last = self._read()
                    # A full buffer: what is pasted as keys goes on, and decoding it now would tear it in two.
                    while len(last) >= CHUNK - 1 and len(data) < LARGEST and selector.select(MORE):
                        last = self._read()
                        data += last
                    if not data:
                        # Gone. Nobody may have told us: the signal for it goes to the session's leader alone.
                        os.kill(os.getpid(), signal.SIGHUP)
                        return
                    # The parser takes "" for the end; the first half of a letter gives that too.
                    if text := decode(data):
                        paste.see(text)
                        self._tell_window()
                        self._take(parser.feed(text), now)
                elif paste.is_stuck():
                    self._take(parser.feed(_END), get_time())
                self._take(parser.tick(), get_time())
            # What the terminal still answers is not for the shell.
            if selector.select(0.1):
                self._read()

    def _take(self, messages: Iterable[Message], now: float) -> None:
        """Pass on what arrived in one piece, as of one moment: this thread may lose the processor in between."""
        for message in messages:
            if isinstance(message, events.Key) and message.key == "ctrl+j":
                # Enter, pressed before the terminal was taken; or the end of a line that was pasted as keys.
                message = events.Key("enter", "\r")
            message.time = now
            self.process_message(message)

    def _tell_window(self) -> None:
        """Tell the size of the window before what was typed into it: the signal of a new one may come behind a key.

        What covers a window that is too small would take that key, and lose it.
        """
        window = self._get_terminal_size()
        if window != self._window and not self._in_band_window_resize:
            self._window = window
            self.process_message(events.Resize(Size(*window), Size(*window)))

    def _read(self) -> bytes:
        with suppress(OSError):
            return os.read(self.fileno, CHUNK)
        return b""


class _Paste:
    """Whether the terminal is in the middle of a paste, and since when it has said nothing more."""

    def __init__(self) -> None:
        self._open = False
        self._last = 0.0
        self._tail = ""

    def see(self, text: str) -> None:
        """Look for a beginning or an end in what came; either may be cut in two."""
        text = self._tail + text
        self._tail = text[1 - len(_END) :]
        begun, ended = text.rfind(_BEGIN), text.rfind(_END)
        if begun != ended:
            self._open = begun > ended
        self._last = time.monotonic()

    def is_stuck(self) -> bool:
        """Say, once, that the end of the paste will not come any more."""
        stuck = self._open and time.monotonic() - self._last > PATIENCE
        if stuck:
            self._open = False
        return stuck


def _end_anyhow(code: int) -> None:
    time.sleep(LAST)
    os._exit(code)
