"""The arguments of the command line, and what they ask for."""

from __future__ import annotations

import argparse

from nango_tui import __version__
from nango_tui.model.auth import Endpoint
from nango_tui.model.order import Order, pairs_in, refused_secrets

ENDPOINTS = {"auto": None, "connections": Endpoint.CURRENT, "connection": Endpoint.LEGACY}

DESCRIPTION = """\
Import single connections into Nango, and repair broken ones, from the terminal.

  nango-tui                      choose an integration, or find a connection
  nango-tui INTEGRATION          import a connection for this integration
  nango-tui fix CONNECTION       open a connection by its id
  nango-tui needs INTEGRATION    print what to ask the customer for
  ... | nango-tui --paste        fill the form from standard input
"""

EPILOG = """\
The API key comes from NANGO_SECRET_KEY_<ENVIRONMENT>, NANGO_SECRET_KEY or NANGO_API_KEY if one is set
(NANGO_HOSTPORT names the server), else from this computer's keyring. It is never an argument, and neither is any other
secret: pipe one with --paste.

What is sent is remembered without any secret in a file of your own: NANGO_TUI_STATE_DIR names another folder for it,
and history = false in the environment file switches that off.

Exit codes: 0 ended as asked, 1 broke, or what was asked for could not be had, 2 wrong arguments or settings.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(
        prog="nango-tui",
        usage="nango-tui [options] [INTEGRATION | fix CONNECTION | needs INTEGRATION]",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    made.add_argument("--version", action="version", version=f"nango-tui {__version__}")
    made.add_argument("--demo", action="store_true", help="try it on an embedded Nango: no account, no network")
    made.add_argument("--environment", metavar="NAME", help="open this environment instead of the last one")
    made.add_argument(
        "--integration", metavar="ID", default="", help="the integration, also one that is called fix or needs"
    )
    made.add_argument("--connection-id", metavar="ID", default="", help="the id of the new connection")
    made.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="fill a field that is no secret, as in --set subdomain=acme; may be repeated",
    )
    made.add_argument(
        "--tag",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="tag the new connection, as in --tag end_user_email=it@acme.example; may be repeated",
    )
    made.add_argument(
        "--endpoint",
        choices=list(ENDPOINTS),
        default="auto",
        help="fix the import endpoint (default: auto, chosen for each import)",
    )
    made.add_argument("--paste", action="store_true", help="take standard input as a paste, then use the terminal")
    made.add_argument("--markdown", action="store_true", help="with needs: print Markdown instead of plain text")
    made.add_argument(
        "--allow-key-logging",
        action="store_true",
        help="start although Textual's log or devtools would record every key",
    )
    made.add_argument("--clear-history", action="store_true", help="forget what was sent, and end")
    return made


def order_in(arguments: argparse.Namespace) -> Order:
    """Return what the arguments ask to open; raises ValueError, without any value, where they do not fit together."""
    words: list[str] = arguments.words
    config, tags = pairs_in(arguments.set, "--set"), pairs_in(arguments.tag, "--tag")
    if refusal := refused_secrets(config):
        raise ValueError(refusal)
    endpoint = ENDPOINTS[arguments.endpoint]
    if words[:1] == ["fix"]:
        if len(words) != 2:
            raise ValueError("fix takes the id of one connection: nango-tui fix CONNECTION")
        if config or tags or arguments.connection_id:
            raise ValueError("fix keeps what is stored; leave out --set, --tag and --connection-id")
        return Order("fix", arguments.integration, words[1], endpoint=endpoint)
    if words[:1] == ["needs"]:
        if len(words) != 2:
            raise ValueError("needs takes one integration: nango-tui needs INTEGRATION")
        if config or tags or arguments.connection_id or arguments.paste:
            raise ValueError("needs only prints; leave out --set, --tag, --connection-id and --paste")
        return Order("needs", words[1])
    if arguments.markdown:
        raise ValueError("--markdown belongs to needs: nango-tui needs INTEGRATION --markdown")
    if len(words) > 1:
        raise ValueError(
            f"name one integration, as in: nango-tui {words[-1]}. There is no command {words[0]}; an id with blanks in "
            "it is quoted."
        )
    integration = words[0] if words else arguments.integration
    begins = bool(integration or arguments.connection_id or config or tags)
    if begins and not integration:
        raise ValueError("name the integration as well: nango-tui INTEGRATION --set ...")
    return Order("import" if integration else "home", integration, arguments.connection_id, config, tags, endpoint)
