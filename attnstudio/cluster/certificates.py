"""Certificates of a cluster: an authority of its own, and one certificate each for scheduler, workers and clients.

Whoever has one of these certificates may have programs run on all machines of the cluster, so the keys are readable
by their owner only, and the authority's key is needed on no machine of the cluster.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from attnstudio.cluster.place import ClusterFailure
from attnstudio.core.errors import ChoiceFailure, OutputFailure, first_line
from attnstudio.core.files import make_folder, write_atomically

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

Role = Literal["scheduler", "worker", "client"]
ROLES: tuple[Role, ...] = get_args(Role)
AUTHORITY = "ca"
DAYS = 365


@dataclass(frozen=True)
class Identity:
    """The files with which a role shows who it is, and the authority by which it knows the others."""

    authority: Path
    certificate: Path
    key: Path

    @staticmethod
    def of(folder: Path, role: Role) -> Identity:
        """Raises ClusterFailure where a file is missing, unreadable or expired."""
        found = Identity(folder / f"{AUTHORITY}.pem", folder / f"{role}.pem", folder / f"{role}-key.pem")
        for file in (found.authority, found.certificate, found.key):
            if not file.is_file():
                raise ClusterFailure(
                    "{folder} has no {name}. A {role} needs {needed} of the folder that attnstudio cluster init has "
                    "made.",
                    folder=folder,
                    name=file.name,
                    role=role,
                    needed=", ".join((f"{AUTHORITY}.pem", f"{role}.pem", f"{role}-key.pem")),
                )
        found._require_usable()
        return found

    def context(self, purpose: ssl.Purpose) -> ssl.SSLContext:
        """TLS in which both sides show a certificate of the authority. Raises OSError, ssl.SSLError among them."""
        context = ssl.create_default_context(purpose, cafile=str(self.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.certificate, self.key)
        context.check_hostname = False  # the authority is of this cluster only, and machines have many names
        context.verify_mode = ssl.CERT_REQUIRED
        return context

    def _require_usable(self) -> None:
        try:
            self.context(ssl.Purpose.SERVER_AUTH)
            ends = _ends(self.certificate)
        except (OSError, ValueError) as error:
            raise ClusterFailure(
                "The certificate {file} cannot be used: {reason}. Copy it again, or make new ones with attnstudio "
                "cluster init.",
                file=self.certificate,
                reason=first_line(error),
            ) from error
        if ends < datetime.now(UTC):
            raise ClusterFailure(
                "The certificate {file} was valid until {day}. Make new ones with attnstudio cluster init.",
                file=self.certificate,
                day=f"{ends:%Y-%m-%d}",
            )


def init(folder: Path, days: int = DAYS) -> Sequence[Path]:
    """Make an authority and the certificates of every role; returns the files.

    Raises:
        ChoiceFailure: the extra `cluster` is not installed.
        OutputFailure: a file is there already, or cannot be written.
    """
    require_cryptography()
    from cryptography.hazmat.primitives.asymmetric import ec

    make_folder(folder)
    names = [AUTHORITY, *ROLES]
    files = [folder / f"{name}{end}.pem" for name in names for end in ("", "-key")]
    for file in files:
        if os.path.lexists(file):
            raise OutputFailure("{file} already exists. Choose another folder, or delete it first.", file=file)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate(AUTHORITY, authority_key, None, authority_key, days)
    _write(folder, AUTHORITY, authority, authority_key)
    for role in ROLES:
        key = ec.generate_private_key(ec.SECP256R1())
        _write(folder, role, _certificate(role, key, authority, authority_key, days), key)
    return files


def require_cryptography() -> None:
    """Raises ChoiceFailure where the package that makes certificates is missing."""
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise ChoiceFailure(
            "Certificates need the package cryptography, which is not installed. Install attnstudio[cluster]."
        ) from error


def _certificate(
    name: str,
    key: EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: EllipticCurvePrivateKey,
    days: int,
) -> x509.Certificate:
    """Without an issuer: of the authority itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID as Usage

    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"attnstudio {name}")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # clocks differ
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=0 if issuer is None else None), True)
        .add_extension(_key_usage(authority=issuer is None), critical=True)
    )
    if issuer is not None:
        # A client accepts no connections: who has its certificate cannot pose as a scheduler or a worker.
        uses = [Usage.CLIENT_AUTH] if name == "client" else [Usage.SERVER_AUTH, Usage.CLIENT_AUTH]
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(folder: Path, name: str, certificate: x509.Certificate, key: EllipticCurvePrivateKey) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    before = os.umask(0o077)  # never readable by others, not even for a moment
    try:
        write_atomically(folder / f"{name}-key.pem", lambda stream: stream.write(secret), force=False)
    finally:
        os.umask(before)
    public = certificate.public_bytes(Encoding.PEM)
    write_atomically(folder / f"{name}.pem", lambda stream: stream.write(public), force=False)


def _ends(certificate: Path) -> datetime:
    """When it ends to be valid. Raises ChoiceFailure where that cannot be read for want of a package."""
    require_cryptography()
    from cryptography import x509

    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
