"""What a sign-in may kind beyond the password: a slider, a code by e-mail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise


class ChallengeKind(StrEnum):
    """What a sign-in asks of a person."""

    SLIDER = "slider"
    SLIDER_IN_FRAME = "slider_in_frame"  # beside the form; Sign in is pressed again after it
    EMAIL_CODE = "email_code"


@dataclass(slots=True)
class Challenge:
    """One sign-in that waits for a person."""

    token: str
    kind: ChallengeKind
    username: str
    target: str
    code: str
    solved: bool = False
    tries: int = 0


_LEAST_POINTS = 8
_LEAST_MILLISECONDS = 250


@dataclass(slots=True)
class Challenges:
    """The sign-ins that wait, and the codes that were mailed."""

    waiting: dict[str, Challenge] = field(default_factory=dict)

    def open(self, kind: ChallengeKind, username: str, target: str) -> Challenge:
        """Starts a challenge; a code is mailed with it."""
        challenge = Challenge(
            token=secrets.token_urlsafe(18),
            kind=kind,
            username=username,
            target=target,
            code=f"{secrets.randbelow(10**6):06d}",
        )
        self.waiting[challenge.token] = challenge
        return challenge

    def find(self, token: str) -> Challenge | None:
        """The challenge of a sign-in page."""
        return self.waiting.get(token)

    def close(self, challenge: Challenge) -> None:
        """Forgets a challenge."""
        self.waiting.pop(challenge.token, None)

    def clear(self) -> None:
        """Forgets all."""
        self.waiting.clear()

    def solve(self, username: str = "") -> int:
        """Solves what waits, of one account or of all; the number solved."""
        solved = [c for c in self.waiting.values() if not username or c.username == username]
        for challenge in solved:
            challenge.solved = True
        return len(solved)


def looks_human(trail: list[tuple[float, float, float]]) -> bool:
    """Whether a trail of (x, y, milliseconds) looks like a hand: slow, uneven and not straight."""
    if len(trail) < _LEAST_POINTS or trail[-1][2] - trail[0][2] < _LEAST_MILLISECONDS:
        return False
    heights = {round(y, 1) for _, y, _ in trail}
    steps = {round(b[0] - a[0], 1) for a, b in pairwise(trail)}
    return len(heights) > 2 and len(steps) > 3  # noqa: PLR2004
