"""Home's two groups together: which of them Enter acts in, and how they share the lines."""

from __future__ import annotations

from textual.containers import Vertical

from nango_tui.screens.fix import FixGroup
from nango_tui.screens.groups import Group, ImportGroup

SHARE = 0.4
"""The part of the space that the integrations take at most, while the connections need the rest."""


class Groups(Vertical):
    """Integrations over connections, both narrowed by one text; one highlight in either of them.

    `active`: the group in which Enter acts. It is the one that was wanted last, as long as it has rows.
    """

    DEFAULT_CSS = """
    Groups {
        /* Not 1fr: beside a margin of another widget that is two columns less. */
        width: 100%; height: 1fr;
        #import { height: auto; }
    }
    """

    def __init__(self, imports: ImportGroup, fixes: FixGroup) -> None:
        super().__init__(imports, fixes)
        self._imports, self._fixes = imports, fixes
        self._wanted: Group = imports
        self.typed = ""
        """What both are narrowed by."""

    def on_mount(self) -> None:
        self._fixes.activate(False)

    @property
    def active(self) -> Group:
        """The group in which Enter acts."""
        return self._imports if self._imports.active else self._fixes

    def _other(self, group: Group) -> Group:
        return self._fixes if group is self._imports else self._imports

    def fill(self, typed: str, *, keep: bool) -> None:
        """Show what fits what is typed. `keep`: not because of a key, so that the highlighted row stays it."""
        self.typed = typed
        a_connection = self._fixes.search(typed, keep=keep)
        an_integration = self._imports.search(typed, alone=not self._fixes.shown, keep=keep)
        # None of the operators fits an integration.
        operators = self._fixes.operators
        self._imports.display = not operators
        if operators or (a_connection and not an_integration and not keep):
            active: Group = self._fixes
        elif an_integration and not keep:
            active = self._imports
        else:
            active = self.active if keep and self.active.rows.count else self._wanted
        self._activate(active)
        self._share()

    def want(self, group: Group) -> None:
        """Let Enter act in a group, for other texts too."""
        self._wanted = group
        self._activate(group)

    def change(self) -> None:
        """Go to the other group, if it has rows."""
        other = self._other(self.active)
        if other.rows.count and other.display:
            self.want(other)

    def move(self, by: int) -> None:
        """Move the highlight by so many rows, across the edge into the other group too."""
        active, rows = self.active, self.active.rows
        at_edge = rows.highlighted in (None, rows.count - 1 if by > 0 else 0)
        if at_edge and (by > 0) == (active is self._imports):
            self.change()
            if self.active is not active:
                self.active.rows.highlight(0 if by > 0 else self.active.rows.count - 1)
        else:
            rows.highlight((rows.highlighted or 0) + by)
        self.active.moved()

    def _activate(self, group: Group) -> None:
        """Let Enter act in this group, or in the other one where this has no rows."""
        other = self._other(group)
        instead = other.rows.count and other.display and (group is self._fixes or self._nothing_to_import_into())
        if not group.rows.count and instead:
            group, other = other, group
        group.activate(True)
        other.activate(False)

    def _nothing_to_import_into(self) -> bool:
        """Say whether what is typed can only mean a connection: the integrations are known, or it is none's id."""
        session, typed = self._imports.session, self.typed.casefold()
        if session is None or not typed:
            return False
        if session.integrations is None:
            return session.failure is not None and all(row.integration.casefold() != typed for row in self._fixes.shown)
        return True

    def _share(self) -> None:
        """Divide the lines: the integrations get what they need, and what the connections need not."""
        if not self.size.height:
            return
        most = int(self.size.height * SHARE)
        if self.typed or not self._fixes.reading:
            # Else more rows are on their way: nothing jumps when they come.
            most = max(most, self.size.height - self._fixes.need(self.size.width) - 1)
        height = max(1, min(self._imports.rows.count, most))
        styles = self._imports.rows.styles
        if styles.height is None or styles.height.value != height:
            styles.height = height

    def on_resize(self) -> None:
        self._share()
