"""`/similar` and `/recall`: what is alike and what is known, as lists in the conversation."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from engine.records import Lacking, Place, Recalled, RecalledDocument, RoleInfo, Similar, SimilarDocument
from tui.drawing.clean import one_line
from tui.drawing.matched import matched_pairs
from tui.screens.picker import Picker
from tui.talk import Entry, Source, counted
from tui.widgets.picklist import Row
from tui.work.belonging import Belonging

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

SHOWN = 6
"""Documents, and passages, of a list: about what a screen holds."""

WITHOUT = " --without "


class Memory:
    """Runs the two commands; their results are entries whose sources open like any other."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen

    def similar(self, engine: Engine, arguments: str) -> None:
        """What is like a document, like source n, or like the document of the selected source."""
        here = Belonging(self._screen, f"/similar {arguments}")
        if WITHOUT in arguments:
            target, _, without = arguments.partition(WITHOUT)
            self._app.desk.start(
                "similar",
                lambda _l, _c: engine.memory.lacking(target.strip(), without.strip(), k=SHOWN),
                done=lambda found: here.add(lacking_entry(found)),
                failed=here.say_error,
            )
            return
        named = self._named(arguments)
        if not named:
            return
        self._app.desk.start(
            "similar",
            lambda _l, _c: engine.memory.similar(named, k=SHOWN),
            done=lambda found: here.add(similar_entry(found)),
            failed=here.say_error,
        )

    def recall(self, engine: Engine, arguments: str) -> None:
        """Documents that match a partial record; without one, the roles to choose from."""
        here = Belonging(self._screen, f"/recall {arguments}")
        if not arguments:
            self._roles(engine)
            return
        pairs = split_pairs(arguments)
        self._app.desk.start(
            "recall",
            lambda _l, _c: engine.memory.recall(pairs, k=SHOWN),
            done=lambda found: here.add(recalled_entry(found)),
            failed=here.say_error,
        )

    def _named(self, arguments: str) -> str:
        """What the engine is to look for; '' where there is nothing, which has been said."""
        if arguments and not arguments.isdigit():
            return arguments
        entry = self._screen.entry_with_sources()
        n = int(arguments) if arguments else self._screen.sources.selected
        source = next((each for each in entry.sources if each.n == n), None) if entry else None
        if source is None:
            self._screen.notify(
                f"The last answer has no source {n}." if arguments else "Select a source first, or name a document.",
                markup=False,
            )
            return ""
        place = source.place
        document = f"{place.path}#{place.part}" if place.part else place.path
        return f"{document}:{place.line_start}" if arguments else document

    def _roles(self, engine: Engine) -> None:
        if self._app.screen is not self._screen:
            return
        picker = Picker("Roles", [], empty="Reading the roles …")

        def show(roles: tuple[RoleInfo, ...]) -> None:
            picker.list.empty = "No role matches." if roles else "No document has any role yet."
            picker.set_rows([Row(role.role, role.role, _describe(role)) for role in roles])

        def chosen(role: str | None) -> None:
            if role is not None:
                self._screen.begin_command(f"/recall {role}=")

        self._app.push_screen(picker, chosen)
        self._app.desk.start(
            "roles", lambda _l, _c: engine.memory.roles(), done=show, failed=self._screen.session.say_error
        )


def split_pairs(arguments: str) -> list[str]:
    """'author=Jane Smith kind=pdf' as two pairs: what has no '=' belongs to the filler before it."""
    try:
        words = shlex.split(arguments)
    except ValueError:  # a quote that is never closed, or an apostrophe
        words = arguments.split()
    found: list[str] = []
    for word in words:
        if "=" in word or not found:
            found.append(word)
        else:
            found[-1] += f" {word}"
    return found


def similar_entry(found: Similar) -> Entry:
    """Documents, those to read next at what they add, then passages."""
    adding = {each.place.document_id: each for each in found.read_next}
    shown = {each.place.document_id for each in found.documents}
    documents = [adding.get(each.place.document_id, each) for each in found.documents]
    documents += [each for each in found.read_next if each.place.document_id not in shown]
    sources = [_document(n, each, each.place.document_id in adding) for n, each in enumerate(documents, 1)]
    for n, passage in enumerate(found.passages, len(sources) + 1):
        place, text, arms = passage.passage.place, passage.passage.text, passage.passage.arms
        badge = "near-duplicate" if passage.near_duplicate else ""
        sources.append(Source(n, place, text, arms, passage.passage.score, False, "Passages", badge))
    text = (
        f"{counted(len(documents), 'document')}, {counted(len(found.passages), 'passage')}"
        if sources
        else "Nothing is alike."
    )
    return Entry("passages", text, sources=tuple(sources), title=f"Like {one_line(found.target, 70)}", result=found)


def lacking_entry(found: Lacking) -> Entry:
    """The passages that one source has and the other lacks."""
    sources = tuple(
        Source(n, each.place, each.text, each.arms, each.score, False) for n, each in enumerate(found.passages, 1)
    )
    title = f"In {one_line(found.target, 40)}, not in {one_line(found.without, 40)}"
    return Entry("passages", "The clearest first", sources=sources, title=title, result=found)


def recalled_entry(found: Recalled) -> Entry:
    """Documents with the pairs that match, below what fills the open roles."""
    asked = " ".join(f"{role}={filler}" for role, filler in found.query)
    lines = [
        f"{role} = {', '.join(f'{one_line(each.filler, 60)} ({each.documents:,})' for each in fillers) or 'nothing'}"
        for role, fillers in found.fillers.items()
    ]
    lines += [
        f"{' + '.join(one_line(filler, 40) for filler in each.fillers.values())} ({each.documents:,})"
        for each in found.combinations
    ]
    lines += [found.note] if found.note else []
    sources = tuple(_recalled(n, each) for n, each in enumerate(found.documents, 1))
    text = "\n".join(lines) or f"{counted(len(sources), 'document')}, best first"
    return Entry("passages", text, sources=sources, title=f"Recall: {one_line(asked, 70)}", result=found)


def _document(n: int, each: SimilarDocument, is_next: bool) -> Source:
    badge = "near-duplicate" if each.near_duplicate else "read next" if is_next else ""
    return Source(n, each.place, "", each.arms, each.score, False, "Documents", badge, each.why)


def _recalled(n: int, each: RecalledDocument) -> Source:
    place = Place(
        each.document_id, each.version, each.path, each.part, each.title or Path(each.path).name,
        (), None, None, None, 1, 1, 0, 0,
    )  # fmt: skip
    return Source(n, place, "", {}, each.score, False, why=matched_pairs(each))


def _describe(role: RoleInfo) -> str:
    examples = ", ".join(one_line(each) for each in role.examples)
    return f"{role.fillers:,} in {role.documents:,} documents: {examples}"
