"""The bodies of both imports, as trees in which secrets stay secret until they are sent.

One tree has three readings: what is sent (the client reveals it), what the review shows (bullets), and what is copied
as curl (variables). So what the engineer sees is what is sent.
"""

from __future__ import annotations

from nango_tui.model.secret import Secret

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Tree = None | bool | int | float | str | Secret | list["Tree"] | dict[str, "Tree"]
"""JSON in which a leaf may be a Secret."""
