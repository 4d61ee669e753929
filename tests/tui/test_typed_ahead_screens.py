"""Letters that come behind the key that opens a screen are given to its field, all of them, in their order."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.conftest import NARROW, running
from tests.tui.fake import FakeEngine
from tests.tui.test_typed_ahead import burst, letters
from tui.screens.conversations import Conversations
from tui.screens.help import Help
from tui.screens.picker import Picker


@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        ((*letters("/sessions"), "enter"), Conversations),
        ((*letters("/help"), "enter"), Help),
        (("f1",), Help),
        ((*letters("/theme"), "enter"), Picker),
        (("ctrl+p",), Picker),
    ],
)
async def test_letters_behind_the_key_that_opens_a_screen_arrive_in_its_field(
    engine: FakeEngine, keys: tuple[str, ...], screen: type
) -> None:
    async with running(engine, NARROW) as nacre:
        burst(nacre, *keys, *letters("fog bell"))
        await nacre.until(lambda: isinstance(nacre.app.screen, screen))
        await nacre.settle()
        await nacre.until(lambda: nacre.app.screen.query(Input).first().value == "fog bell")
        assert nacre.app.main.composer.text == ""


async def test_keys_behind_a_list_of_which_one_is_taken_at_once_are_the_composers(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        burst(nacre, *letters("/theme"), "enter", "enter", *letters("what of fog"))
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        await nacre.until(lambda: nacre.app.main.composer.text == "what of fog")
