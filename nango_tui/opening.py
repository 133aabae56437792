"""Opens environments, one at a time: finds the key, makes the client, shows Home."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from textual.app import App

from nango_tui.collecting import Collecting
from nango_tui.model.environment import VARIABLES_ID, Environment, HeldKey
from nango_tui.model.ports import NoKey, Services, Settings
from nango_tui.widgets.awaiting import works
from nango_tui.widgets.bars import TopBar

if TYPE_CHECKING:
    from textual.worker import Worker

    # The first frame does without these; they are imported where they are used.
    from nango_tui.model.draft import Draft
    from nango_tui.model.order import Order
    from nango_tui.screens.home import HomeScreen
    from nango_tui.screens.session import Session

CLOSED = "No environment is open. Ctrl+E opens one."


class Opening:
    """The environments of one run of the program: which are known, which one is open, what was typed in each.

    What it starts ends with the program, or when the next environment is opened.
    """

    def __init__(
        self,
        app: App[None],
        home: HomeScreen,
        services: Services,
        settings: Settings,
        collecting: Collecting,
        order: Order | None,
    ) -> None:
        """Take where the open one is shown, the environment file as read, and what to open there at once."""
        self._app = app
        self._home = home
        self._services = services
        self._settings = settings
        self._collecting = collecting
        self._order = order
        self._endpoint = order.endpoint if order else None
        self._drafts: dict[str, dict[str, Draft]] = {}
        """What was typed and not sent, by the environment's id and the integration's."""

    @property
    def settings(self) -> Settings:
        """What stands in the environment file."""
        return self._settings

    @property
    def drafts(self) -> Iterable[Mapping[str, Draft]]:
        """What was typed and not sent, environment by environment."""
        return self._drafts.values()

    @property
    def is_asking(self) -> bool:
        """Whether a question for a key, or what was ordered, is about to cover Home."""
        return works(self._app, ("open", "begin"))

    def start(self, environment: Environment | None) -> None:
        """Open this environment; None: let one be chosen, or added where there is none."""
        if environment is not None:
            self._open(environment)
        elif self._settings.environments:
            self._home.waiting("No environment is open. Choose one.")
            self.choose()
        else:
            self._add_first()

    def choose(self) -> None:
        """Show the environments, and open the one that is chosen."""
        self._work(self._choose, "environments")

    def save(self, settings: Settings) -> None:
        """Write the environment file; say so where that fails."""
        self._settings = settings
        if problem := self._services.environments.save(settings):
            self._app.notify(problem, severity="warning", timeout=20, markup=False)

    def _work(self, work: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Do this beside the keys; it ends what was begun in the same group before, be it not at work yet."""
        _: Worker[None] = self._app.run_worker(work, group=group, exclusive=True)

    # One environment -------------------------------------------------------------------------------------------

    def _add_first(self) -> None:
        self._work(self._ask_for_first, "open")

    async def _ask_for_first(self) -> None:
        from nango_tui.screens.connect import ConnectScreen

        environment = await self._app.push_screen_wait(ConnectScreen(self._services, first=True))
        if environment is not None:
            self.save(replace(self._settings, environments=(*self._settings.environments, environment)))
            self._open(environment)

    def _open(self, environment: Environment) -> None:
        self._work(partial(self._find_key_and_open, environment), "open")

    async def _find_key_and_open(self, environment: Environment) -> None:
        before = self._home.session
        # What was asked for in the one before is not opened in this one.
        self._app.workers.cancel_group(self._app, "begin")
        self._home.close(environment)
        held = await self._key_of(environment)
        if held is None:
            self._stay(before)
            return
        session = await self._session_of(environment, held)
        self._home.open(session)
        if environment.id == VARIABLES_ID:
            self._work(partial(self._learn_name, session), "name")
        if self._order is not None:
            order, self._order = self._order, None
            self._work(partial(self._begin, session, order), "begin")
        if before is not None:
            # Nothing asks that server any more.
            await before.nango.aclose()

    async def _key_of(self, environment: Environment) -> HeldKey | None:
        """Return the key, asked for where it is nowhere; None: it was not given."""
        self._home.waiting("Asking your keyring for the API key…")
        held: HeldKey | NoKey = self._services.keys.held(environment) or await self._services.keys.find(environment)
        while isinstance(held, NoKey):
            from nango_tui.screens.keyring import KeyringScreen

            answer = await self._app.push_screen_wait(KeyringScreen(self._services, environment, held))
            if answer is None:
                return None
            held = answer
        return held

    async def _session_of(self, environment: Environment, held: HeldKey) -> Session:
        """Return what is needed to work in it. The client is made in a thread: it loads much."""
        self._home.waiting("Connecting…")
        loop = asyncio.get_running_loop()
        with self._collecting.put_off():
            nango = await loop.run_in_executor(None, partial(self._services.nango, environment, held.key))
            # Loaded in the thread as well, so that the first Enter finds the wizard there.
            await loop.run_in_executor(None, import_module, "nango_tui.screens.wizard")
        from nango_tui.screens.session import Session

        if environment in self._settings.environments and environment.id != self._settings.active:
            self.save(replace(self._settings, active=environment.id))
        # What was typed before in this environment is there again, under the name that it has now.
        drafts = self._drafts.setdefault(environment.id, {})
        drafts.update({key: replace(draft, environment=environment) for key, draft in drafts.items()})
        tell = partial(self._app.notify, severity="warning", markup=False)
        return Session(self._services, environment, held, nango, drafts=drafts, fixed=self._endpoint, tell=tell)

    async def _begin(self, session: Session, order: Order) -> None:
        """Open what was asked for from outside."""
        from nango_tui.screens.begin import begin

        await begin(self._home, session, order)

    def _stay(self, before: Session | None) -> None:
        """Go on in the environment that was open before, if there is one still."""
        known = self._settings.environments
        if before is not None and (before.environment.id == VARIABLES_ID or before.environment in known):
            self._home.open(before)
        else:
            self._close()

    async def _learn_name(self, session: Session) -> None:
        """Ask the server what the environment of the variables is called: whether it is production hangs on that."""
        from nango_tui.model.environment import looks_like_production
        from nango_tui.model.outcome import Got, Refused, Unreachable
        from nango_tui.screens.wizard import WizardScreen

        for pause in (0, 2, 10, 30, 60):
            await self._services.clock.sleep(pause)
            if self._home.session is not session:
                return
            match await session.nango.environment_name():
                case Got(value=name):
                    session.learned(name, looks_like_production(name))
                    # Above these may be a page of another environment, or one that asks for its key.
                    for screen in self._app.screen_stack:
                        if getattr(screen, "session", None) is not session:
                            continue
                        for bar in screen.query(TopBar):
                            bar.tell(session.environment, session.held)
                        if isinstance(screen, WizardScreen):
                            screen.tell_environment()
                    return
                case Refused(scope=scope, answer=answer):
                    if scope or answer.status < 429:
                        return
                case Unreachable():
                    pass

    # All of them -----------------------------------------------------------------------------------------------

    async def _choose(self) -> None:
        from nango_tui.screens.environments import EnvironmentsScreen

        current = self._home.session.environment if self._home.session else None
        screen = EnvironmentsScreen(self._services, self._settings.environments, current, self._save_environments)
        chosen = await self._app.push_screen_wait(screen)
        known = {environment.id: environment for environment in self._settings.environments}
        if chosen is not None:
            self._open(chosen)
        elif current is not None and current.id in known:
            if current != known[current.id]:
                # Renamed: the top line must say what is true.
                self._open(known[current.id])
        elif current is None or current.id != VARIABLES_ID:
            # Never another one unasked: it might be production.
            self._close()
            if not known:
                self._add_first()

    def _close(self) -> None:
        self._home.close()
        self._home.waiting(CLOSED)

    def _save_environments(self, environments: tuple[Environment, ...]) -> str:
        """Write the environments; return why that failed, "" if it did not."""
        ids = {environment.id for environment in environments}
        active = self._settings.active if self._settings.active in ids else ""
        self._settings = replace(self._settings, environments=environments, active=active)
        for gone in self._drafts.keys() - ids - {VARIABLES_ID}:
            del self._drafts[gone]
        return self._services.environments.save(self._settings)
