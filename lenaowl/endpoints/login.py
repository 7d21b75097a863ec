"""Who asks a server: logins of the environment and of netrc, as the headers that servers want. None is ever printed."""

from __future__ import annotations

import base64
import hashlib
import netrc
import os
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lenaowl.errors import DataError

HOW = "set LENAOWL_ENDPOINT_USER and _PASSWORD, or LENAOWL_ENDPOINT_TOKEN, or write ~/.netrc"
_HASHES = {"MD5": "md5", "SHA": "sha1", "SHA-256": "sha256"}


@dataclass(frozen=True)
class Login:
    """Who asks: a user with a password, or a bearer token; all empty for nobody."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def found(cls, url: str) -> Login:
        """Return the login for a server: from the environment, else from the netrc file.

        Raises:
            DataError: if the netrc file cannot be read or is broken, or if no header can carry the login.
        """
        user, password, token = (
            os.environ.get(f"LENAOWL_ENDPOINT_{part}", "").strip() for part in ("USER", "PASSWORD", "TOKEN")
        )
        if user or token:
            return cls(user, password, token).checked()
        try:
            known = netrc.netrc(os.environ.get("NETRC")).authenticators(urlsplit(url).hostname or "")
        except FileNotFoundError:
            return cls()
        except netrc.NetrcParseError as error:
            raise DataError(f"{error.filename}, line {error.lineno}: {error.msg}") from None
        except (OSError, UnicodeError) as error:
            raise DataError(f"~/.netrc: cannot be read: {getattr(error, 'strerror', None) or error}") from None
        return cls(known[0], known[2] or "").checked() if known else cls()

    def checked(self) -> Login:
        """Return the login, if headers can carry it.

        Raises:
            DataError: if they cannot; the text names the variable, not what it holds.
        """
        for name, told in (("USER", self.user), ("PASSWORD", self.password), ("TOKEN", self.token)):
            if not told.isprintable():
                raise DataError(f"LENAOWL_ENDPOINT_{name}: holds a line end or another control character; take it out")
        if not self.token.isascii():
            raise DataError("LENAOWL_ENDPOINT_TOKEN: holds a character that a token cannot have; copy it again")
        return self

    def header(self) -> str:
        """Return the header that tells it, empty for nobody."""
        if self.token:
            return f"Bearer {self.token}"
        if self.user:
            return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return ""

    def digest(self, request: urllib.request.Request, challenges: Iterable[str]) -> str:
        """Return the header that a server wants that asks for a digest of the password; empty if none asks so.

        Raises:
            ValueError: if it wants one that is not known here, or what it says is not understood.
        """
        fault: ValueError | None = None
        for told in challenges:
            if not told.casefold().startswith("digest "):
                continue
            try:
                challenge = urllib.request.parse_keqv_list(urllib.request.parse_http_list(told[7:]))
                if header := _Digest(self, request.full_url).get_authorization(request, challenge):
                    header.encode("latin-1")  # what a header can carry
                    return f"Digest {header}"
            except (ValueError, OSError, KeyError) as error:
                fault = ValueError(str(error))
        if fault:
            raise fault
        return ""


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Digests by the standard library, by SHA-256 too, and of names that are not ASCII."""

    def __init__(self, login: Login, url: str) -> None:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, login.user, login.password)
        super().__init__(passwords)

    def get_algorithm_impls(self, algorithm: str) -> tuple[Callable[[str], str], Callable[[str, str], str]]:
        """Return the hash of a text, and that of a secret with data."""
        name = _HASHES.get(algorithm.upper())
        if name is None:
            raise ValueError(f"the digest {algorithm[:40]} is not known here")

        def hashed(text: str) -> str:
            return hashlib.new(name, text.encode()).hexdigest()

        return hashed, lambda secret, data: hashed(f"{secret}:{data}")
