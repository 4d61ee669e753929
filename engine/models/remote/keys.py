"""The key of a paid server: where it is, what it is, and how it stays out of all that is shown or written."""

from __future__ import annotations

import os
from urllib.parse import quote

from engine.errors import ModelFailed

COVER = "[key]"
ACCOUNT = "nacre"
"""The account that a service's key is kept under: `keyring set SERVICE nacre`."""


class Key:
    """A secret that prints as its place.

    Args:
        secret: the key itself; '' for none.
        place: 'env:NAME', 'keyring:SERVICE' or ''.
    """

    __slots__ = ("_secret", "place")

    def __init__(self, secret: str, place: str) -> None:
        self._secret = secret
        self.place = place

    def __repr__(self) -> str:
        return f"Key({self.place})"

    def headers(self) -> dict[str, str]:
        """What shows the key to its server; only ever handed to the request."""
        return {"Authorization": f"Bearer {self._secret}"} if self._secret else {}

    def cover(self, text: str) -> str:
        """The text without the key, in case the server has sent it back."""
        for form in {self._secret, quote(self._secret, safe="")}:
            if form:
                text = text.replace(form, COVER)
        return text


def read_key(place: str) -> Key:
    """Get a key from its place. A keyring may ask its owner for a password first, and take minutes.

    Raises:
        ModelFailed: it isn't there, or can't be had.
    """
    kind, _, name = place.partition(":")
    if not place:
        return Key("", place)
    if kind == "env" and name:
        secret = os.environ.get(name, "")
        if not secret.strip():
            raise ModelFailed(f"the environment variable {name}, which should hold the key, is not set", f"set {name}")
    elif kind == "keyring" and name:
        secret = _from_keyring(name)
    else:
        what = "the place of a key must be written as env:NAME or keyring:SERVICE"
        raise ModelFailed(what, "add the model again with such a place; never with the key itself")
    secret = secret.strip()  # a line end often comes along
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise ModelFailed(f"what {place} holds can't be a key: it has spaces or characters beyond ASCII", "correct it")
    return Key(secret, place)


def _from_keyring(service: str) -> str:
    try:
        import keyring
        from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError
    except ImportError as error:
        what = f"the key is in the system's keyring ({service}), and the package keyring is not installed"
        raise ModelFailed(what, "run 'pip install keyring', or keep the key in an environment variable") from error
    try:
        secret = keyring.get_password(service, ACCOUNT)
        if secret is None:
            found = keyring.get_credential(service, None)
            secret = found.password if found is not None else None
    except (KeyringLocked, InitError) as error:
        raise ModelFailed(f"the system's keyring is locked, and with it the key {service}", "unlock it") from error
    except NoKeyringError as error:
        what = f"this system has no keyring that could hold the key {service}"
        raise ModelFailed(what, "keep the key in an environment variable (env:NAME)") from error
    except (KeyringError, OSError) as error:
        raise ModelFailed(f"the system's keyring does not give out the key {service}", "look at the keyring") from error
    if not secret:
        what = f"the system's keyring has no key for {service}"
        raise ModelFailed(what, f"run 'keyring set {service} {ACCOUNT}'")
    return str(secret)
