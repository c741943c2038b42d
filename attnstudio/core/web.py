"""Connections to web servers: http and https only, so that no redirect leads elsewhere."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from urllib import request
from urllib.error import URLError

TIMEOUT = 20.0  # seconds, of connecting and of each wait for data
_HANDLERS = (
    request.ProxyHandler,
    request.HTTPHandler,
    request.HTTPSHandler,
    request.HTTPDefaultErrorHandler,
    request.HTTPRedirectHandler,
    request.HTTPErrorProcessor,
    request.UnknownHandler,
)


def connect(url: str, headers: Mapping[str, str], timeout: float = TIMEOUT) -> http.client.HTTPResponse:
    """The server's answer, of which only the headers are read.

    Raises:
        HTTPError: the server answered, but does not send what is asked for.
        OSError, HTTPException: it cannot be reached.
    """
    opener = request.OpenerDirector()
    for handler in _HANDLERS:
        opener.add_handler(handler())
    asked = request.Request(url, headers={"User-Agent": "attnstudio", **headers})
    response: http.client.HTTPResponse = opener.open(asked, timeout=timeout)
    return response


def reason_of(error: Exception) -> str:
    """Why a connection failed, in the system's words."""
    cause = error.reason if isinstance(error, URLError) else error
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
