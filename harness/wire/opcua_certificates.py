"""Certificates for OPC UA: made once per world, kept beside it, the same in every run."""

from pathlib import Path

import msgspec
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """A self-signed certificate (DER), its key (PEM, mode 600), and the application URI that both stand for."""

    certificate: Path
    key: Path
    uri: str


async def server_papers(folder: Path, name: str, uri: str, host: str) -> Papers:
    """The papers of a server."""
    return await _papers(folder, name, uri, host, ExtendedKeyUsageOID.SERVER_AUTH)


async def client_papers(folder: Path, name: str, host: str = "127.0.0.1") -> Papers:
    """The papers of a client, to be handed over in `world.json`; its application URI is `urn:lotproof:client:NAME`."""
    return await _papers(folder, name, f"urn:lotproof:client:{name}", host, ExtendedKeyUsageOID.CLIENT_AUTH)


async def _papers(folder: Path, name: str, uri: str, host: str, use: ObjectIdentifier) -> Papers:
    folder.mkdir(parents=True, exist_ok=True)
    papers = Papers(certificate=folder / f"{name}.der", key=folder / f"{name}.pem", uri=uri)
    if not papers.key.exists():
        papers.certificate.unlink(missing_ok=True)
    await setup_self_signed_certificate(
        papers.key, papers.certificate, uri, host, [use], {"organizationName": "lotproof"}
    )
    papers.key.chmod(0o600)
    return papers
