"""Somebody at a browser: keeps the cookie, sends forms with the token that the page gave."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from builders_desk import Answer, Client
from builders_review import NOW

from repwatch.model import Config, Role
from storage import Storage

PASSWORD = "four words nobody joins"


@dataclass(slots=True)
class Browser:
    """cookie: as the site set it last; empty: signed out."""

    client: Client
    cookie: str = ""
    ip: str = ""

    def open(self, path: str) -> Answer:
        return self._ask("GET", path)

    def send(self, path: str, **fields: str) -> Answer:
        """The form of that page, with the token that stands in it."""
        found = re.search(r'name="token" value="([^"]+)"', self.open(path).text)
        return self.post(path, **({"token": found[1]} if found else {}), **fields)

    def post(self, path: str, **fields: str) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode())

    def sign_in(self, name: str, password: str = PASSWORD, code: str = "", wanted: str = "/") -> Answer:
        return self.post("/login", name=name, password=password, code=code, next=wanted)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.ip:
            headers["X-Forwarded-For"] = self.ip
        answer = self.client.ask(path, method, headers, body)
        for given in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = given.split(";")[0] if "Max-Age=0" not in given else ""
        return answer


def invited(config: Config, name: str, role: Role = Role.EDITOR, now: datetime = NOW, **how: bool) -> str:
    """The path of the one-time link."""
    token = f"invitation-of-{name}"
    with Storage(config.database) as storage, storage.transaction():
        storage.people.add(name, role, "the test", now, **how)
        storage.people.invite(token, name, now.replace(year=now.year + 1))
    return f"/invite/{token}"


def arrived(config: Config, client: Client, name: str, role: Role = Role.EDITOR, **how: bool) -> Browser:
    """Somebody who has used the link and is signed in."""
    browser = Browser(client)
    assert browser.post(invited(config, name, role, **how), password=PASSWORD, again=PASSWORD).status == 303
    return browser
