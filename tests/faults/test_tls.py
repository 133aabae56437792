"""A certificate that cannot be trusted is explained, and nothing waves it through; an own authority is trusted."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from nango_tui.sandbox.demo import demo
from tests.conftest import Figure
from tests.faults.net_driving import SHORT, broken, counted
from tests.faults.net_server import net
from tests.faults.net_wires import LIMIT
from tests.screens.driving import LIMITS, StillClock

HERE = "127.0.0.1"
NOW = datetime.now(UTC)


def speaking(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return how a server with this certificate speaks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def by_itself() -> ssl.SSLContext:
    """Return a server whose certificate is signed by itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    alone = trustme.CA(organization_name="Alone")
    with alone.private_key_pem.tempfile() as key, alone.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


def old(authority: trustme.CA) -> ssl.SSLContext:
    """Return a server that speaks nothing newer than TLS 1.0."""
    context = speaking(authority.issue_cert(HERE))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def demanding(authority: trustme.CA) -> ssl.SSLContext:
    """Return a server that wants a certificate of its client."""
    context = speaking(authority.issue_cert(HERE))
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a server's TLS, and the words for it."""

    name: str
    made: Callable[[trustme.CA], ssl.SSLContext]
    words: tuple[str, ...]


def day(days: int) -> str:
    """Return the day so many days from now, as it is written on screen."""
    return f"{NOW + timedelta(days=days):%Y-%m-%d}"


def issued(*names: str, since: int = -10, until: int = 10) -> Callable[[trustme.CA], ssl.SSLContext]:
    """Return what makes a server with a certificate for these names, valid between these days from now."""

    def made(authority: trustme.CA) -> ssl.SSLContext:
        dates = NOW + timedelta(days=since), NOW + timedelta(days=until)
        return speaking(authority.issue_cert(*names, not_before=dates[0], not_after=dates[1]))

    return made


WRONG = (
    Wrong("expired", issued(HERE, until=-3), ("has expired: it was valid until " + day(-3), "Have it renewed")),
    Wrong("not valid yet", issued(HERE, since=2), ("is not valid yet: it is from " + day(2), "this machine's clock")),
    Wrong("another name", issued("other.example", "nango.example"), ("another name: other.example, nango.example",)),
    Wrong(
        "an authority that nobody knows",
        lambda _: speaking(trustme.CA(organization_name="Acme Proxy").issue_cert(HERE)),
        ("signed by nobody whom this machine trusts: by Acme Proxy", "SSL_CERT_FILE", "someone may be reading along"),
    ),
    Wrong("signed by itself", lambda _: by_itself(), ("whom this machine trusts: by itself", "SSL_CERT_FILE")),
    Wrong("nothing newer than TLS 1.0", old, ("only versions of TLS that are broken by now", "TLS 1.2")),
    Wrong("a certificate of the client is demanded", demanding, ("No secure connection to",)),
)  # fmt: skip


pytestmark = pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Return an authority that the program trusts by SSL_CERT_FILE."""
    made = trustme.CA(organization_name="Own")
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    return made


async def test_each_fault_of_tls_has_words_no_key_goes_out_and_reading_again_works(
    authority: trustme.CA, figure: Figure
) -> None:
    nango = demo(clock=StillClock().now)
    good = speaking(authority.issue_cert(HERE))
    with net(nango.handle, tls=good) as server, counted(figure, len(WRONG) + 3) as tally:
        server.keep = False
        async with broken(server, nango=nango, url=server.url(scheme="https")) as found:
            drive = found.drive
            await drive.wait_for("pinegrove", "22 of 22")
            await drive.type("pine")

            async def fails(*words: str) -> None:
                server.asked.clear()
                await drive.press("ctrl+r")
                await drive.wait_for(*words, "Ctrl+R tries again")
                assert not server.asked, "the key went out"
                assert drive.app._home._search.value == "pine"

            async def works() -> None:
                await drive.press("ctrl+r")
                await drive.wait_for("1 of ")

            for wrong in WRONG:
                with tally.fault(wrong.name):
                    server.tls = wrong.made(authority)
                    await fails(*wrong.words)
                    server.tls = good
                    await works()
            with tally.fault("no TLS on the port"):
                server.tls = None
                await fails("does not speak TLS as it should")
                server.tls = good
                await works()
            with tally.fault("a handshake that is never answered"):
                server.silent = True
                found.limit(SHORT)
                await fails(f"no secure one came about within {LIMIT:g} seconds")
                server.silent = False
                found.limit(LIMITS)
                await works()
            with tally.fault("a handshake that hangs while the program is left"):
                server.silent = True
                await drive.press("ctrl+r")
                await found.ends()


async def test_tls_where_plain_http_was_meant(authority: trustme.CA, figure: Figure) -> None:
    nango = demo(clock=StillClock().now)
    with net(nango.handle, tls=speaking(authority.issue_cert(HERE))) as server, counted(figure, 1) as tally:
        async with broken(server, nango=nango) as found:
            with tally.fault("https on a plain port"):
                await found.drive.wait_for("closed the connection", "Ctrl+R tries again")
                server.tls = None
                await found.drive.press("ctrl+r")
                await found.drive.wait_for("pinegrove")


def in_a_folder(authority: trustme.CA, folder: Path) -> None:
    """Put the authority's certificate into a folder as `openssl rehash` does: named by what OpenSSL looks for."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl names the files of such a folder")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    asked = [program, "x509", "-noout", "-hash", "-in", str(folder / "ca.pem")]
    named = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    (folder / "ca.pem").rename(folder / f"{named}.0")


@pytest.mark.fault
async def test_an_own_authority_in_a_folder_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = trustme.CA()
    in_a_folder(made, tmp_path)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    nango = demo(clock=StillClock().now)
    with net(nango.handle, tls=speaking(made.issue_cert(HERE))) as server:
        async with broken(server, nango=nango, url=server.url(scheme="https")) as found:
            await found.drive.wait_for("pinegrove")
