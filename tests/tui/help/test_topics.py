"""Topics name only what there is: actions, keys, commands."""

from __future__ import annotations

import re
from collections import Counter

import click
import pytest

from tui import actions
from tui.cli.main import COMMANDS, cli
from tui.help import Topic, rooms, spoken
from tui.help.labels import PLACEHOLDER

TOPICS = [topic for room in rooms() for topic in room.topics]


def test_there_are_many_and_no_two_have_the_same_name() -> None:
    assert len(TOPICS) >= 60
    assert max(Counter(topic.id for topic in TOPICS).values()) == 1
    assert max(Counter(topic.title for topic in TOPICS).values()) == 1


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_every_action_that_a_topic_names_is_there_and_has_what_is_said_of_it(topic: Topic) -> None:
    for kind, id_ in PLACEHOLDER.findall(topic.text):
        action = actions.BY_ID[id_]
        assert action.slash if kind == "do" else action.keys, f"{topic.id}: {id_}"
    assert "{" not in spoken(topic)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_every_command_that_a_topic_names_is_there(topic: Topic) -> None:
    for name, then in re.findall(r"\bnacre ([a-z]+)(?: ([a-z]+))?", topic.text):
        assert name in COMMANDS, f"{topic.id}: nacre {name}"
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group):
            assert then in command.commands, f"{topic.id}: nacre {name} {then}"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_a_topic_is_read_at_a_glance(topic: Topic) -> None:
    assert 60 <= len(spoken(topic)) <= 480
    assert len(topic.title) <= 60
