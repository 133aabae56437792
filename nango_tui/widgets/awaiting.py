"""Says whether a screen waits for what was asked of it: keys that come meanwhile are meant for what follows."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual.dom import DOMNode


class Awaiting(DOMNode):
    """A screen whose keys and pastes can take a moment until they show what they lead to."""

    LEADING: ClassVar[frozenset[str]] = frozenset()
    """The groups of its workers whose end shows another screen or step."""

    contents: int = 0
    """Counts what it shows: another step, a question. An Enter pressed before it could be seen was not meant for it."""

    @property
    def is_awaiting(self) -> bool:
        """Whether it waits for what a key or a paste asked of it."""
        return works(self, self.LEADING)

    @property
    def takes_ahead(self) -> bool:
        """Whether what was typed before it could be seen goes into its fields: only where all expect that."""
        return True

    @property
    def is_reading(self) -> bool:
        """Whether it reads what Enter chooses from. All other keys have their effect meanwhile."""
        return False


def works(node: DOMNode, groups: Collection[str]) -> bool:
    """Say whether a worker of this node, of one of these groups, has not ended."""
    return any(one.node is node and one.group in groups and not one.is_finished for one in node.workers)


def shows_anew(node: DOMNode) -> None:
    """Say that the screen of this node shows something else from now on, to be read before Enter is pressed."""
    if isinstance(node.screen, Awaiting):
        node.screen.contents += 1


def takes_ahead(screen: DOMNode) -> bool:
    """Say whether what was typed before this screen could be seen goes into its fields."""
    return not isinstance(screen, Awaiting) or screen.takes_ahead


def contents_of(screen: DOMNode) -> int:
    """Return which of its contents a screen shows."""
    return screen.contents if isinstance(screen, Awaiting) else 0
