"""Why a call got no answer, in words of its own for each reason.

Never the text of an exception: it may hold a header.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator

import httpx

from nango_tui.api.transport import Progress
from nango_tui.model.outcome import Advice, Call
from nango_tui.model.text import plain

# OpenSSL's X509_V_ERR_*: what is wrong with a certificate.
_EXPIRED, _NOT_YET, _WRONG_NAME, _WRONG_ADDRESS = 10, 9, 62, 64
_CA_VARIABLE = "SSL_CERT_FILE"


def advice_for(error: Exception, progress: Progress, host: str, connect: float, answer: float) -> Advice:
    """Return what happened and what to do. `connect` and `answer` are the time limits in seconds."""
    host = plain(host)
    causes = list(_causes(error))
    if isinstance(error, TimeoutError):
        if progress.connected:
            return Advice(
                f"{host} took the call and did not answer within {answer:g} seconds.",
                "Try again. If it stays, the server is overloaded or hangs.",
            )
        return _no_connection(host, answer)
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        if progress.connected:
            return Advice(
                f"{host} took the connection, but no secure one came about within {connect:g} seconds.",
                "Check the URL: a server without TLS is called with http://, which sends the key in clear.",
            )
        return _no_connection(host, connect)
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _tls(cause, host)
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


def _refused(causes: list[BaseException], host: str) -> Advice:
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Advice(
            f"{host} is there, and nothing takes calls on this port.",
            "Check that the server runs, and the port in its URL.",
        )
    return Advice(f"There is no way to {host} from here.", "Check the network and the VPN.")


def _tls(error: ssl.SSLError, host: str) -> Advice:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code == _EXPIRED:
            return Advice(
                f"The certificate of {host} has expired.",
                "Have it renewed. If it looks valid in a browser, check this machine's clock.",
            )
        if error.verify_code == _NOT_YET:
            return Advice(f"The certificate of {host} is not valid yet.", "Check this machine's clock.")
        if error.verify_code in (_WRONG_NAME, _WRONG_ADDRESS):
            return Advice(
                f"{host} shows a certificate for another name.",
                "Check the URL: use the name that the certificate is for.",
            )
        return Advice(
            f"{host} shows a certificate that is signed by nobody whom this machine trusts.",
            f"If a company proxy or a private authority signed it, put its certificate into a PEM file and set "
            f"{_CA_VARIABLE} to that file. Otherwise do not go on: someone may be reading along.",
        )
    return Advice(
        f"No secure connection to {host}: it does not speak TLS as it should.",
        "Check the URL: a server without TLS is called with http://, which sends the key in clear.",
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
