"""What is wrong with a server's certificate, in words; and how an own authority is trusted."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from nango_tui.model.auth import Endpoint
from nango_tui.model.outcome import Got, Unreachable
from nango_tui.model.ports import Limits
from tests.api.loopback import Answering, Loopback, answer, answering, loopback
from tests.api.making import client_of, draft, words

x509 = pytest.importorskip("cryptography.x509", reason="cryptography makes the certificates of this test")

Signed = Callable[..., Path]


@pytest.fixture
def signed(tmp_path: Path) -> Signed:
    """Return a maker of self-signed certificates with their key, one PEM file each."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def make(address: str = "127.0.0.1", *, days: int = 1, since: int = -10) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=since))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        path = tmp_path / f"{address}-{days}-{since}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
        return path

    return make


def served(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def said_of(certificate: Path, monkeypatch: pytest.MonkeyPatch, *, trusted: bool = True) -> str:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with loopback(answering(answer(b'{"data": []}')), tls=served(certificate)) as server:
        client = client_of(f"https://127.0.0.1:{server.port}")
        sent = await client.send(draft(), Endpoint.CURRENT)
        await client.aclose()
        assert not server.asked
    assert isinstance(sent, Unreachable)
    return words(sent)


async def test_a_certificate_of_an_own_authority_is_taken_where_the_variable_names_it(
    signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = signed()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with loopback(answering(answer(b'{"data": []}')), tls=served(certificate)) as server:
        client = client_of(f"https://127.0.0.1:{server.port}")
        assert isinstance(await client.integrations(), Got)
        await client.aclose()


async def test_an_unknown_authority_points_at_the_variable(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    said = await said_of(signed(), monkeypatch, trusted=False)
    assert "signed by nobody whom this machine trusts" in said
    assert "SSL_CERT_FILE" in said


async def test_an_expired_certificate(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has expired" in await said_of(signed(days=-1), monkeypatch)


async def test_a_certificate_that_is_not_valid_yet(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not valid yet" in await said_of(signed(since=1, days=2), monkeypatch)


async def test_a_certificate_for_another_name(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "certificate for another name" in await said_of(signed("127.0.0.2"), monkeypatch)


async def no_tls(serve: Answering) -> str:
    with loopback(serve) as server:
        client = client_of(f"https://127.0.0.1:{server.port}", Limits(connect=0.3, answer=5))
        sent = await client.send(draft(), Endpoint.CURRENT)
        await client.aclose()
    assert isinstance(sent, Unreachable)
    return words(sent)


async def test_a_server_without_tls() -> None:
    def plain(connection: socket.socket, server: Loopback) -> None:
        connection.recv(65536)
        connection.sendall(answer(b"", "400 Bad Request"))

    assert "does not speak TLS" in await no_tls(plain)


async def test_a_server_that_does_not_answer_the_handshake() -> None:
    assert "no secure one came about within 0.3 seconds" in await no_tls(answering(b""))


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_a_variable_that_names_no_certificates(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    sent = await client_of("https://nango.example.com").send(draft(), Endpoint.CURRENT)
    assert isinstance(sent, Unreachable)
    assert "SSL_CERT_FILE" in words(sent)
