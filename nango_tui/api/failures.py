"""Why a call got no answer, in words of its own for each reason.

Never the text of an exception: it may hold a header.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator

import httpx

from nango_tui.api.certificates import NotTrusted, Shown
from nango_tui.api.transport import Progress
from nango_tui.model.outcome import Advice, Call
from nango_tui.model.text import plain

# OpenSSL's X509_V_ERR_*: what is wrong with a certificate.
_EXPIRED, _NOT_YET, _WRONG_NAME, _WRONG_ADDRESS = 10, 9, 62, 64
_CA_VARIABLE = "SSL_CERT_FILE"
# OpenSSL's reasons where both sides share no version.
_TOO_OLD = frozenset(
    ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW", "NO_PROTOCOLS_AVAILABLE")
)


def advice_for(error: Exception, progress: Progress, host: str, connect: float, answer: float) -> Advice:
    """Return what happened and what to do. `connect` and `answer` are the time limits in seconds."""
    host = plain(host)
    causes = list(_causes(error))
    if isinstance(error, TimeoutError):
        if progress.shaking:
            return _not_secure(host, answer)
        if progress.connected:
            return Advice(
                f"{host} took the call and did not answer within {answer:g} seconds.",
                "Try again. If it stays, the server is overloaded or hangs.",
            )
        return _no_connection(host, answer)
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        if progress.connected:
            return _not_secure(host, connect)
        return _no_connection(host, connect)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return _tls(causes, host)
    if isinstance(error, httpx.ProxyError):
        return Advice(
            f"The proxy does not let the call through to {host}.",
            "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the proxy's user name and password.",
        )
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return Advice(
                f"There is no address for {host}: the name is unknown, or DNS does not answer.",
                "Check the spelling of the server's URL, the network and the VPN.",
            )
    if isinstance(error, httpx.ConnectError):
        return _refused(causes, host)
    if isinstance(error, httpx.LocalProtocolError):
        return Advice(
            "The call could not be written as HTTP; a value holds characters that HTTP does not take.",
            "Enter the API key again, alone on its line.",
        )
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Advice("The server's URL cannot be called.", "Correct it: https:// and a host name.")
    if isinstance(error, httpx.RemoteProtocolError) and not _closed(causes):
        return Advice(
            f"What {host} answered is not HTTP.",
            "Check the URL: its port may belong to another service, or want https in place of http.",
        )
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        when = "before it answered" if progress.sent else "before the call was sent"
        return Advice(
            f"{host} closed the connection {when}.",
            "Try again. If it stays, check the port in the URL, and what is in between.",
        )
    if isinstance(error, httpx.WriteTimeout | httpx.ReadTimeout):
        return Advice(f"{host} stopped answering.", "Try again.")
    return Advice(
        f"The call to {host} failed in a way that this program does not know ({type(error).__name__}).", "Try again."
    )


def setup_advice(error: Exception) -> Advice:
    """Return why no client could be made: variables that name a proxy or certificates that cannot be used."""
    if isinstance(error, httpx.InvalidURL):
        return Advice("The server's URL cannot be called.", "Correct it: https:// and a host name.")
    if isinstance(error, ssl.SSLError | OSError):
        return Advice(
            f"The certificates that {_CA_VARIABLE} or SSL_CERT_DIR name cannot be read.",
            "Point the variable at a PEM file that exists, or remove it.",
        )
    return Advice(
        "The proxy that the environment variables name cannot be used.",
        "Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY: http://host:port.",
    )


def lost(call: Call, advice: Advice) -> Advice:
    """Return the words for a change that went out and got no answer: whatever the reason, it may have arrived."""
    changes = call.value.startswith(("POST", "PATCH"))
    return Advice(
        f"No answer: it may have arrived. {advice.happened}",
        "Look the connection up before you send again." if changes else advice.do,
    )


def _no_connection(host: str, seconds: float) -> Advice:
    return Advice(
        f"No connection to {host} within {seconds:g} seconds.",
        "Check the network, the VPN and the proxy. A firewall may drop the call without a word.",
    )


def _not_secure(host: str, seconds: float) -> Advice:
    return Advice(
        f"{host} took the connection, but no secure one came about within {seconds:g} seconds.",
        "Check the URL: a server without TLS is called with http://, which sends the key in clear.",
    )


def _refused(causes: list[BaseException], host: str) -> Advice:
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Advice(
            f"{host} is there, and nothing takes calls on this port.",
            "Check that the server runs, and the port in its URL.",
        )
    return Advice(f"There is no way to {host} from here.", "Check the network and the VPN.")


def _tls(causes: list[BaseException], host: str) -> Advice:
    refused = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    shown = next((cause.shown for cause in causes if isinstance(cause, NotTrusted)), Shown())
    if refused:
        return _not_trusted(refused.verify_code, shown, host)
    reasons = {cause.reason for cause in causes if isinstance(cause, ssl.SSLError)}
    if reasons & _TOO_OLD:
        return Advice(
            f"No secure connection to {host}: it speaks only versions of TLS that are broken by now.",
            "Ask whoever runs the server, or the proxy before it, for TLS 1.2 or newer. There is no way round that.",
        )
    return Advice(
        f"No secure connection to {host}: it does not speak TLS as it should.",
        "Check the URL: a server without TLS is called with http://, which sends the key in clear.",
    )


def _not_trusted(code: int, shown: Shown, host: str) -> Advice:
    """Say what is wrong with a certificate. There is no way to go on with it: the key would go to anybody."""
    if code == _EXPIRED:
        until = f": it was valid until {shown.until}" if shown.until else ""
        return Advice(
            f"The certificate of {host} has expired{until}.",
            "Have it renewed. If it looks valid in a browser, check this machine's clock.",
        )
    if code == _NOT_YET:
        since = f": it is from {shown.since} on" if shown.since else ""
        return Advice(f"The certificate of {host} is not valid yet{since}.", "Check this machine's clock.")
    if code in (_WRONG_NAME, _WRONG_ADDRESS):
        names = f": {', '.join(shown.names)}" if shown.names else ""
        return Advice(
            f"{host} shows a certificate for another name{names}.",
            "Check the URL: use the name that the certificate is for.",
        )
    by = "itself" if shown.own else shown.issuer
    return Advice(
        f"{host} shows a certificate that is signed by nobody whom this machine trusts{f': by {by}' if by else ''}.",
        f"If a company proxy or a private authority signed it, put its certificate into a PEM file and set "
        f"{_CA_VARIABLE} to that file. Otherwise do not go on: someone may be reading along.",
    )


def _closed(causes: list[BaseException]) -> bool:
    # h11 has one type for both; the text of this one is fixed and holds nothing of the answer.
    return any("disconnected" in str(cause) or "closed connection" in str(cause) for cause in causes)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception and all that led to it, groups included."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        item = todo.pop(0)
        if item is None or id(item) in seen or isinstance(item, asyncio.CancelledError):
            continue
        seen.add(id(item))
        yield item
        todo += [item.__cause__, item.__context__]
        if isinstance(item, BaseExceptionGroup):
            todo += item.exceptions
