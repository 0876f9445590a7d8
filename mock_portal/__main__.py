"""`python -m mock_portal`: the local portal."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import yaml

from mock_portal.core.portal import Portal
from mock_portal.forms import FOLDER
from mock_portal.lang import LANGUAGES
from mock_portal.origins import Origins
from mock_portal.settings import Settings

_USAGE = 2


def main(argv: list[str] | None = None) -> int:
    """Runs the portal until SIGTERM or SIGINT; 2 if it cannot start."""
    try:
        from mock_portal import app, server  # what only the extra `portal` brings
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        return _fail(f"{package} is not installed: pip install 'ipp-bot[portal]'")
    parser = argparse.ArgumentParser(prog="python -m mock_portal", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0 picks a free one")
    beside = "for center; default: after --port, or a free one"
    parser.add_argument("--sign-in-port", type=int, metavar="PORT", help=beside)
    parser.add_argument("--uploads-port", type=int, metavar="PORT", help=beside)
    parser.add_argument("--data", type=Path, help="where records live; default: a temporary folder")
    parser.add_argument("--skin", choices=sorted(app.SKINS), default="classic")
    parser.add_argument("--lang", choices=LANGUAGES, help="default: en, center: zh")
    parser.add_argument("--faults", type=Path, metavar="FILE.yaml", help="faults from the start")
    parser.add_argument("--forms", type=Path, default=FOLDER, help="another folder of forms")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change an assumption"
    )
    given = parser.parse_args(argv)
    several = given.skin in app.SEVERAL_ORIGINS
    ports = _ports(given) if several else [given.port]
    try:
        changes = dict(item.split("=", 1) for item in given.set)
        settings = Settings().changed({**app.HABITS.get(given.skin, {}), **changes})
        faults = yaml.safe_load(given.faults.read_text("utf-8")) if given.faults else None
        listeners = [server.listen(port) for port in ports]
    except OSError as error:
        where = given.faults if error.filename else f"port {', '.join(map(str, ports))}"
        return _fail(f"{where}: {error.strerror}")
    except (ValueError, yaml.YAMLError) as error:
        return _fail(str(error))
    pages, sign_in, uploads = server.origin(listeners[0]), "", ""
    ready = pages
    if several:
        sign_in, uploads = server.origin(listeners[1], "localhost"), server.origin(listeners[2])
        ready = f"{pages} {given.skin}, sign-in {sign_in}, uploads {uploads}"
    lang = given.lang or app.LANG.get(given.skin, "en")
    with tempfile.TemporaryDirectory(prefix="mock-portal-") as temporary:
        portal = Portal(given.data or Path(temporary), settings, lang=lang, forms=given.forms)
        try:
            if faults:
                portal.faults.replace(faults.get("faults", []), seed=int(faults.get("seed", 0)))
            origins = Origins(pages, sign_in, uploads)
            application = app.build(portal, skin=given.skin, origins=origins)
            server.run(application, portal, listeners, ready)
        except ValueError as error:
            return _fail(str(error))
        finally:
            portal.store.close()
    return 0


def _ports(given: argparse.Namespace) -> list[int]:
    """Three ports to listen at, which follow each other unless they are named."""
    after = [given.port + n if given.port else 0 for n in (1, 2)]
    named = [given.sign_in_port, given.uploads_port]
    return [given.port, *(a if n is None else n for a, n in zip(after, named, strict=True))]


def _fail(message: str) -> int:
    sys.stderr.write(f"mock portal: {message}\n")
    return _USAGE


if __name__ == "__main__":
    sys.exit(main())
