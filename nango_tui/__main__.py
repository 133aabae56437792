"""The door: `nango-tui` and `python -m nango_tui`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program; `--version` answers before anything is loaded."""
    if sys.argv[1:] == ["--version"]:
        from nango_tui import __version__
        from nango_tui.terminal import say

        say(sys.stdout, f"nango-tui {__version__}\n")
        return
    from nango_tui.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
