"""The demo with a customer in it, who uses each link as soon as it is copied: `python -m tests.pty.customer`."""

from __future__ import annotations

import sys
from pathlib import Path

import nango_tui.app
from nango_tui import cli
from nango_tui.api.client import Client
from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.model.environment import Environment
from nango_tui.model.ports import Limits, Nango, Services
from nango_tui.model.secret import Secret
from nango_tui.sandbox.demo import Demo, demo
from tests.screens.linking import approves, enters, token_of

LIMITS = Limits(watch=0.5)


class CustomerApp(NangoApp):
    """Hands each copied link to its customer, who goes through at once."""

    CSS_PATH = str(Path(nango_tui.app.__file__).with_name("app.tcss"))

    demo: Demo

    def copy_to_clipboard(self, text: str) -> None:
        super().copy_to_clipboard(text)
        if "session_token=" in text:
            session = self.demo.sandbox._store.sessions[token_of(text)]
            integration = (session.allowed or ("",))[0]
            if integration == "lumenboard":
                enters(self.demo, text, "/api-auth/api-key", integration, {"apiKey": "good-key"})
            elif integration == "fogbank":
                filled = {"user": "backup", "key": "good-key"}
                enters(self.demo, text, "/auth/two-step", integration, {**filled}, hostname="fog.example")
            else:
                approves(self.demo, text, integration)


def main() -> int:
    """Run the program; return its exit code."""
    embedded = demo()

    def client(environment: Environment, _: Secret) -> Nango:
        return Client(environment, Secret(embedded.key), LIMITS, clock=cli.SystemClock(), handler=embedded.handle)

    environments = cli.DemoEnvironments()
    services = Services(client, cli.DemoKeys(), environments, cli.SystemClock(), LIMITS, DaemonExecutor)
    app = CustomerApp(services, environments.load(), cli.DEMO)
    app.demo = embedded
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
