"""A conversation as a tree: siblings, the active path, choosing; against a model of it."""

from __future__ import annotations

import shutil
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.errors import UsageError
from engine.library.branches import START
from engine.library.conversations import Conversations
from engine.library.store import Library


def talk(talks: Conversations) -> list[int]:
    """A conversation of two questions and their answers; the numbers of its turns."""
    number = talks.new()
    return [
        talks.add_turn(number, role, text).turn_id
        for role, text in (("user", "One?"), ("nacre", "1."), ("user", "Two?"), ("nacre", "2."))
    ]


def shown(talks: Conversations, conversation: int = 1) -> list[str]:
    return [turn.text for turn in talks.turns(conversation)]


def test_an_answer_given_again_is_the_second_of_two(library: Library) -> None:
    talks = library.conversations
    _, _, second, answer = talk(talks)
    again = talks.add_turn(1, "nacre", "II.", parent=second)
    assert (again.parent_id, again.branch, again.branches) == (second, 2, 2)
    assert [(each.turn_id, each.branch, each.branches) for each in talks.siblings(answer)] == [
        (answer, 1, 2),
        (again.turn_id, 2, 2),
    ]
    assert shown(talks) == ["One?", "1.", "Two?", "II."]
    info = talks.info(1)
    assert (info.turns, info.leaves) == (4, 2)


def test_an_edited_first_question_leaves_all_that_followed_the_other(library: Library) -> None:
    talks = library.conversations
    first, *_ = talk(talks)
    talks.add_turn(1, "user", "Eins?", parent=START)
    talks.add_turn(1, "nacre", "Eins.")
    assert shown(talks) == ["Eins?", "Eins."]
    assert [turn.text for turn in talks.choose(first)] == ["One?", "1.", "Two?", "2."]
    assert [turn.text for turn in talks.every_turn(1)] == ["One?", "1.", "Two?", "2.", "Eins?", "Eins."]
    assert talks.info(1).title == "One?", "the title stays"


def test_choosing_goes_down_to_where_one_was_last(library: Library) -> None:
    talks = library.conversations
    first, answer, second, _ = talk(talks)
    other = talks.add_turn(1, "user", "Three?", parent=answer).turn_id
    talks.add_turn(1, "user", "Eins?", parent=START)
    assert [turn.turn_id for turn in talks.choose(first)][-1] == other, "the branch that was last gone on with"
    talks.choose(second)
    talks.choose(talks.siblings(first)[1].turn_id)
    assert [turn.text for turn in talks.choose(first)] == ["One?", "1.", "Two?", "2."]


def test_a_long_conversation_is_read_chosen_and_removed(library: Library) -> None:
    talks = library.conversations
    number = talks.new()
    with library.write():
        turns = [talks.add_turn(number, "user", f"Question {n}?").turn_id for n in range(2_500)]
    assert [turn.turn_id for turn in talks.turns(number)] == turns == [t.turn_id for t in talks.every_turn(number)]
    talks.choose(turns[0])
    assert talks.info(number).turns == 2_500
    talks.delete(number)
    assert talks.purge() == 1


def test_a_turn_of_another_conversation_is_no_parent(library: Library) -> None:
    talks = library.conversations
    first, *_ = talk(talks)
    other = talks.new()
    with pytest.raises(UsageError, match=f"conversation {other} has no message {first}"):
        talks.add_turn(other, "user", "Here?", parent=first)
    assert talks.turns(other) == ()
    assert library.read().execute("SELECT COUNT(*) FROM turns").fetchone() == (4,), "nothing is left of it"
    for wrong in (talks.siblings, talks.choose, talks.path, talks.conversation_of):
        with pytest.raises(UsageError, match="there is no message 99"):
            wrong(99)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM tree WHERE turn_id = 3",
        "UPDATE tree SET parent_id = 9 WHERE turn_id = 3",
        "UPDATE tree SET depth = 7 WHERE turn_id = 3",
        "UPDATE tree SET followed_id = 4 WHERE turn_id = 1",
        "UPDATE tree SET followed_id = 0 WHERE turn_id = 1",
        "UPDATE conversations SET leaf_id = 0",
        "UPDATE conversations SET leaf_id = 2",
    ],
)
def test_verify_finds_a_damaged_tree(library: Library, damage: str) -> None:
    talk(library.conversations)
    assert library.verify().problems == ()
    with library.write() as connection:
        connection.execute(damage)
    problems = library.verify().problems
    assert problems and all(problem.startswith("conversation 1 ") for problem in problems)


class Model:
    """A conversation as dictionaries."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.parents: dict[int, int] = {}
        self.followed: dict[int, int] = {}
        self.leaf = START
        self.deleted = False

    def path(self, turn: int) -> list[int]:
        found = []
        while turn != START:
            found.append(turn)
            turn = self.parents[turn]
        return found[::-1]

    def siblings(self, turn: int) -> list[int]:
        return sorted(each for each in self.parents if self.parents[each] == self.parents[turn])

    def add(self, turn: int, parent: int, text: str, *, question: bool) -> None:
        active = question or parent in (START, *self.path(self.leaf))
        self.texts[turn], self.parents[turn] = text, parent
        if active:
            self.leaf = turn
            self._follow(turn)
        self.followed[parent] = turn

    def choose(self, turn: int) -> None:
        self._follow(turn)
        while turn in self.followed:
            turn = self.followed[turn]
        self.leaf = turn

    def _follow(self, turn: int) -> None:
        path = [START, *self.path(turn)]
        self.followed.update(pairwise(path))


class Trees(RuleBasedStateMachine):
    """Several conversations, asked, answered, branched, chosen, deleted, brought back and purged at random."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.library = Library.open(self.folder)
        self.talks = self.library.conversations
        self.models: dict[int, Model] = {}

    def teardown(self) -> None:
        problems = self.library.verify().problems
        self.library.close()
        shutil.rmtree(self.folder)
        assert problems == ()

    @rule()
    def begin(self) -> None:
        self.models[self.talks.new()] = Model()

    @precondition(lambda self: self.models)
    @rule(data=st.data(), question=st.booleans())
    def go_on(self, data: st.DataObject, question: bool) -> None:
        conversation, model = self._one(data)
        self._add(conversation, model, None, question)

    @precondition(lambda self: self.models)
    @rule(data=st.data(), question=st.booleans())
    def branch(self, data: st.DataObject, question: bool) -> None:
        conversation, model = self._one(data)
        self._add(conversation, model, data.draw(st.sampled_from([START, *model.texts])), question)

    @precondition(lambda self: any(model.texts for model in self.models.values()))
    @rule(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        conversation = data.draw(st.sampled_from([each for each, model in self.models.items() if model.texts]))
        model = self.models[conversation]
        turn = data.draw(st.sampled_from(sorted(model.texts)))
        if model.deleted:
            with pytest.raises(UsageError, match="is deleted"):
                self.talks.choose(turn)
        else:
            model.choose(turn)
            assert [each.turn_id for each in self.talks.choose(turn)] == model.path(model.leaf)

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def delete_or_bring_back(self, data: st.DataObject) -> None:
        conversation, model = self._one(data)
        (self.talks.undelete if model.deleted else self.talks.delete)(conversation)
        model.deleted = not model.deleted

    @rule()
    def purge(self) -> None:
        gone = [conversation for conversation, model in self.models.items() if model.deleted]
        assert self.talks.purge() == len(gone)
        for conversation in gone:
            del self.models[conversation]

    @invariant()
    def everything_is_as_in_the_model(self) -> None:
        assert {each.conversation_id for each in self.talks.list()} == {
            n for n, m in self.models.items() if not m.deleted
        }
        for conversation, model in self.models.items():
            if model.deleted:
                with pytest.raises(UsageError, match="is deleted"):
                    self.talks.turns(conversation)
                continue
            assert [turn.turn_id for turn in self.talks.turns(conversation)] == model.path(model.leaf)
            every = self.talks.every_turn(conversation)
            assert {turn.turn_id: (turn.text, turn.parent_id) for turn in every} == {
                turn: (text, model.parents[turn]) for turn, text in model.texts.items()
            }
            for turn in every:
                alike = model.siblings(turn.turn_id)
                assert (turn.branch, turn.branches) == (alike.index(turn.turn_id) + 1, len(alike))
            leaves = sum(turn not in model.parents.values() for turn in model.texts)
            assert self.talks.info(conversation).leaves == max(1, leaves)
        words = self.library.read().execute("SELECT COUNT(*) FROM turn_words").fetchone()[0]
        assert words == sum(len(model.texts) for model in self.models.values())

    def _one(self, data: st.DataObject) -> tuple[int, Model]:
        conversation = data.draw(st.sampled_from(sorted(self.models)))
        return conversation, self.models[conversation]

    def _add(self, conversation: int, model: Model, parent: int | None, question: bool) -> None:
        role, text = ("user" if question else "nacre"), f"words {sum(len(each.texts) for each in self.models.values())}"
        if model.deleted and question:
            with pytest.raises(UsageError, match="is deleted"):
                self.talks.add_turn(conversation, role, text, parent=parent)
            return
        turn = self.talks.add_turn(conversation, role, text, parent=parent)
        model.add(turn.turn_id, model.leaf if parent is None else parent, text, question=question)
        assert turn.parent_id == model.parents[turn.turn_id]


Trees.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestTrees = Trees.TestCase
