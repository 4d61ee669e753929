"""What is written and shown while the screen is measured: an answer of about 1,000 words, and long conversations.

Neither has a '~' in it, which is the sign that is typed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from engine.evaluation.bench_ask import PLACES, SENTENCES, SUBJECTS, filled

SEED = 11
LAST_WORDS = 60  # in the last message of a conversation, numbered, so that it can be seen how they are wrapped

CODE = """```python
def {name}_level(readings: list[float], offset: float = {small}.0) -> float:
    # the {subject} of {place} stands lower than the gauge
    steady = [value for value in readings if value > offset]
    if not steady:
        raise ValueError("no reading above {small}")
    return sum(steady) / len(steady) - offset
```"""
FORMS = ("words", "words", "list", "words", "table", "code")


def answer() -> str:
    """About 1,000 words of Markdown: paragraphs, lists, tables and code under headings."""
    return _document(random.Random(SEED), 20)


def messages(count: int) -> Iterator[tuple[str, str]]:
    """So many questions and answers in turn, ('user' or 'nacre', Markdown); the last is an answer of numbered words.

    Args:
        count: an even number.
    """
    chooser = random.Random(SEED + 1)
    for number in range(count // 2):
        question = chooser.choice(("When was the {subject} of {place} closed?", "Who paid for the {subject}?"))
        yield "user", f"{filled(chooser, question)} (number {number + 1})"
        last = number == count // 2 - 1
        yield "nacre", numbered() if last else _document(chooser, chooser.choice((1, 1, 2, 2, 3, 5)))


def numbered() -> str:
    """A paragraph whose words tell where they stand: k0 k1 ..."""
    return " ".join(f"k{number}" for number in range(LAST_WORDS))


def _document(chooser: random.Random, parts: int) -> str:
    blocks: list[str] = []
    for number in range(parts):
        if parts > 3 and number % 4 == 0:
            blocks.append(filled(chooser, f"## The {{subject}} of {{place}}, part {number + 1}"))
        blocks.append(_block(chooser, FORMS[number % len(FORMS)] if parts > 3 else chooser.choice(FORMS)))
    return "\n\n".join(blocks) + "\n\n"


def _block(chooser: random.Random, form: str) -> str:
    match form:
        case "list":
            return "\n".join(f"- **{chooser.choice(PLACES)}**: {_sentence(chooser)}" for _ in range(5))
        case "table":
            rows = (
                filled(chooser, "| {place} | {subject} | {year} | {number} |") for _ in range(chooser.randint(4, 7))
            )
            return "\n".join(["| Place | Building | Year | Pounds |", "| --- | --- | ---: | ---: |", *rows])
        case "code":
            return filled(chooser, CODE.replace("{name}", chooser.choice(SUBJECTS)))
        case _:
            return " ".join(_sentence(chooser) for _ in range(chooser.randint(3, 6)))


def _sentence(chooser: random.Random) -> str:
    return filled(chooser, chooser.choice(SENTENCES))
