"""The door: `nango-tui` and `python -m nango_tui`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the program; `--version` and `--help` answer before the rest is loaded."""
    if sys.argv[1:] == ["--version"]:
        from nango_tui import __version__
        from nango_tui.terminal import say

        say(sys.stdout, f"nango-tui {__version__}\n")
        return
    if sys.argv[1:] in (["--help"], ["-h"]):
        # Prints and ends.
        from nango_tui.arguments import parser

        parser().parse_args()
    # Textual draws at so many moments a second. At its own 60, what two of them lead to takes 33 ms.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from nango_tui.last_words import keep_values_out

    keep_values_out()
    from nango_tui.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
