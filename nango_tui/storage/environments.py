"""The environment file: which environments there are, which one is used, and the theme. It holds no secret."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from nango_tui.model.ports import Loaded, Settings
from nango_tui.storage.folder import locked, read_file, set_aside, strangers, why, write_file
from nango_tui.storage.settings_toml import VERSION, Parsed, dump, parse

FILE_NAME = "environments.toml"


class EnvironmentFile:
    """`environments.toml` in a folder; implements the port Environments.

    A newer program's file (a higher version number) is neither read nor overwritten. Several instances may run:
    what another one added, changed or removed since this one read the file survives this one's save.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._base = Settings()
        """What this instance last read or wrote: the difference to it is what the engineer changed here."""

    def exists(self) -> bool:
        """Say whether there is a file, broken or not; without one this is the first run."""
        return self.path.is_symlink() or self.path.exists()

    def load(self) -> Loaded:
        """Read the file. Whatever is wrong with it is told in words and stops nothing; no file: no problem."""
        try:
            parsed = parse(read_file(self.path))
            # Before the file is replaced: what stood in it came from there.
            warning = self._warning()
            loaded = self._repair() if parsed.problems else self._usable(parsed)
            loaded = replace(loaded, problem=" ".join(filter(None, (loaded.problem, warning))))
        except FileNotFoundError:
            loaded = Loaded(Settings())
        except OSError as error:
            loaded = Loaded(Settings(), f"The environment file cannot be read: {why(error)} ({self.path})")
        self._base = loaded.settings
        return loaded

    def save(self, settings: Settings) -> str:
        """Write the file atomically, joined with what another instance wrote; return why that failed, or ""."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(self.path.parent):
                problem = self._write(settings)
        except OSError as error:
            return f"The environments were not saved: {why(error)} ({self.path})"
        except ValueError:
            return "The environments were not saved: a name has characters that cannot be written. Change it."
        if not problem:
            self._base = settings
        return problem

    def _write(self, settings: Settings) -> str:
        merged = settings
        try:
            data = read_file(self.path)
        except FileNotFoundError:
            pass
        else:
            parsed = parse(data)
            if parsed.newer:
                return self._newer(parsed)
            if parsed.problems:
                set_aside(self.path, data)  # edited by hand since: what is missing in it was not removed on purpose
            else:
                merged = merge(self._base, settings, parsed.settings)
        write_file(self.path, dump(merged))
        return ""

    def _warning(self) -> str:
        """Say that others may have written the file: it names the servers to which keys go."""
        who = strangers(self.path)
        return f"The environment file {who}. Check the servers in it (Ctrl+E). ({self.path})" if who else ""

    def _usable(self, parsed: Parsed) -> Loaded:
        return Loaded(Settings(), self._newer(parsed)) if parsed.newer else Loaded(parsed.settings)

    def _repair(self) -> Loaded:
        """Keep a broken file aside, and write again what was right in it: else the next start were a first run."""
        with locked(self.path.parent):
            data = read_file(self.path)
            parsed = parse(data)
            if not parsed.problems:
                return self._usable(parsed)  # another instance has just done this
            aside = set_aside(self.path, data)
            if aside and parsed.settings != Settings():
                with contextlib.suppress(OSError):
                    write_file(self.path, dump(parsed.settings))
        return Loaded(parsed.settings, self._broken(parsed, aside))

    def _newer(self, parsed: Parsed) -> str:
        return (
            f"A newer nango-tui wrote the environment file (version {parsed.newer}, this one reads {VERSION}). "
            f"Update nango-tui; until then nothing is saved. ({self.path})"
        )

    def _broken(self, parsed: Parsed, aside: Path | None) -> str:
        where = f"It was kept as {aside}." if aside else "It could not be kept aside: copy it before you save."
        what = "; ".join(problem.rstrip(".") for problem in parsed.problems)
        return f"The environment file has a mistake: {what}. {where}"


def merge(base: Settings, mine: Settings, theirs: Settings) -> Settings:
    """Join two changes of one base by the environments' ids; where both changed the same thing, mine counts."""
    before = {environment.id: environment for environment in base.environments}
    other = {environment.id: environment for environment in theirs.environments}
    own = {environment.id for environment in mine.environments}
    environments = []
    for environment in mine.environments:
        if before.get(environment.id) != environment:
            environments.append(environment)
        elif environment.id in other:
            environments.append(other[environment.id])
    environments += [environment for key, environment in other.items() if key not in own and key not in before]
    active = theirs.active if mine.active == base.active else mine.active
    return Settings(
        environments=tuple(environments),
        active=active if any(environment.id == active for environment in environments) else "",
        theme=theirs.theme if mine.theme == base.theme else mine.theme,
        history=theirs.history if mine.history == base.history else mine.history,
    )
