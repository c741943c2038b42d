"""Whether a scheduler can be reached, and if not, why: asked before Dask is, which says no more than that it failed."""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from pathlib import Path

from attnstudio.cluster.certificates import Identity, Role
from attnstudio.cluster.place import ClusterFailure, host_and_port, require_safe
from attnstudio.core.errors import first_line

_SECONDS = 10.0


def require_reachable(address: str, certificates: Path | None, role: Role, seconds: float = _SECONDS) -> None:
    """Connect as a role does, and hang up.

    Raises:
        ChoiceFailure: the address is not safe.
        ClusterFailure: what is wrong with the address, the certificates or the scheduler.
    """
    require_safe(address, certificates)
    host, port = host_and_port(address)
    identity = Identity.of(certificates, role) if address.startswith("tls://") and certificates else None
    try:
        with closing(socket.create_connection((host, port), seconds)) as plain:
            if identity is not None:
                _greet(identity, plain, address)
    except ClusterFailure:
        raise
    except TimeoutError as error:
        raise ClusterFailure(
            "{address} does not answer within {seconds} s. Check the address, and that no firewall is between.",
            address=address,
            seconds=round(seconds),
        ) from error
    except OSError as error:
        raise ClusterFailure(
            "{address} cannot be reached: {reason}. Check the address, and that attnstudio cluster scheduler runs "
            "there.",
            address=address,
            reason=error.strerror or first_line(error),
        ) from error


def _greet(identity: Identity, plain: socket.socket, address: str) -> None:
    """In TLS 1.3 the other side's opinion of our certificate arrives with its first bytes, which Dask sends at once."""
    try:
        with identity.context(ssl.Purpose.SERVER_AUTH).wrap_socket(plain) as secured:
            if not secured.recv(1):
                raise ClusterFailure("{address} hangs up at once: it is no scheduler of Dask.", address=address)
    except ssl.SSLCertVerificationError as error:
        raise ClusterFailure(
            "The scheduler at {address} has a certificate of another authority than {file} ({reason}). Use the "
            "certificates of its cluster.",
            address=address,
            file=identity.authority,
            reason=error.verify_message,
        ) from error
    except ssl.SSLError as error:
        if "ALERT" in str(error.reason):
            raise ClusterFailure(
                "The scheduler at {address} refuses the certificate {file}: it is of another authority, or expired. "
                "Use the certificates of its cluster.",
                address=address,
                file=identity.certificate,
            ) from error
        raise ClusterFailure(
            "{address} does not speak TLS ({reason}). Start its scheduler with --certificates.",
            address=address,
            reason=error.reason or first_line(error),
        ) from error
    except ConnectionResetError as error:
        raise ClusterFailure(
            "The scheduler at {address} hung up while it was greeted: it does not speak TLS, or refuses the "
            "certificate {file}.",
            address=address,
            file=identity.certificate,
        ) from error
