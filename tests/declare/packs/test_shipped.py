"""What comes along uses all that a pack can say, and says nothing twice."""

import re
from collections import Counter

from launchready.declare.packs.library import core, shipped
from launchready.declare.packs.model import Goal
from launchready.declare.packs.transforms import TRANSFORMS

ATTACKS = [attack for pack in shipped() for attack in pack.attacks]


def test_each_goal_is_gone_for() -> None:
    assert {attack.goal for attack in ATTACKS} == set(Goal)


def test_each_transform_is_used() -> None:
    used = {part for attack in ATTACKS for name in attack.transforms for part in name.split("+")}

    assert used == set(TRANSFORMS)


def test_an_id_is_given_once_in_all_packs() -> None:
    twice = {name for name, count in Counter(attack.id for attack in ATTACKS).items() if count > 1}

    assert twice == set()


def test_no_two_attacks_say_nearly_the_same() -> None:
    said = [
        (attack.id, set(re.findall(r"\w+", f"{attack.place} {' '.join(attack.say)}".lower()))) for attack in ATTACKS
    ]

    near = [
        (one, other)
        for at, (one, words) in enumerate(said)
        for other, others in said[:at]
        if len(words & others) > 0.8 * len(words | others)
    ]

    assert near == []


def test_what_every_audit_says_stays_short() -> None:
    assert len(core(Goal.LEAK)) == 8
    assert len(core(Goal.OBEY, "listing")) == 3
