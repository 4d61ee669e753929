"""Editing in two modes. What is expected here is what vim 9 does with the same keys."""

from __future__ import annotations

from engine.config import ScreenSettings, Settings
from tests.tui.conftest import WIDE
from tests.tui.fake import FakeEngine
from tui.app import NacreApp
from tui.keymap.editing import Modal
from tui.widgets.composer import Composer

TEXT = "one two  three\n  four-five six\n\nlast line"
VIM = [
    ("x", "ne two  three\n  four-five six\n\nlast line", "n"),
    ("3x", " two  three\n  four-five six\n\nlast line", " "),
    ("wx", "one wo  three\n  four-five six\n\nlast line", "w"),
    ("wwx", "one two  hree\n  four-five six\n\nlast line", "h"),
    ("ex", "on two  three\n  four-five six\n\nlast line", " "),
    ("eex", "one tw  three\n  four-five six\n\nlast line", " "),
    ("$x", "one two  thre\n  four-five six\n\nlast line", "e"),
    ("$bx", "one two  hree\n  four-five six\n\nlast line", "h"),
    ("wbx", "ne two  three\n  four-five six\n\nlast line", "n"),
    ("jx", "one two  three\n four-five six\n\nlast line", " "),
    ("jwx", "one two  three\n  our-five six\n\nlast line", "o"),
    ("jwwx", "one two  three\n  fourfive six\n\nlast line", "f"),
    ("jwwwx", "one two  three\n  four-ive six\n\nlast line", "i"),
    ("dw", "two  three\n  four-five six\n\nlast line", "t"),
    ("2dw", "three\n  four-five six\n\nlast line", "t"),
    ("d2w", "three\n  four-five six\n\nlast line", "t"),
    ("wdw", "one three\n  four-five six\n\nlast line", "t"),
    ("wwdw", "one two  \n  four-five six\n\nlast line", " "),
    ("$dw", "one two  thre\n  four-five six\n\nlast line", "e"),
    ("dd", "  four-five six\n\nlast line", "f"),
    ("jdd", "one two  three\n\nlast line", ""),
    ("2dd", "\nlast line", ""),
    ("Gdd", "one two  three\n  four-five six\n", ""),
    ("dG", "", ""),
    ("jdG", "one two  three", "o"),
    ("dgg", "  four-five six\n\nlast line", "f"),
    ("jdgg", "\nlast line", ""),
    ("ggx", "ne two  three\n  four-five six\n\nlast line", "n"),
    ("Gx", "one two  three\n  four-five six\n\nast line", "a"),
    ("2Gx", "one two  three\n  our-five six\n\nlast line", "o"),
    ("jggx", "ne two  three\n  four-five six\n\nlast line", "n"),
    ("D", "\n  four-five six\n\nlast line", ""),
    ("wD", "one \n  four-five six\n\nlast line", " "),
    ("wC!\x1b", "one !\n  four-five six\n\nlast line", "!"),
    ("cwX\x1b", "X two  three\n  four-five six\n\nlast line", "X"),
    ("wcwX\x1b", "one X  three\n  four-five six\n\nlast line", "X"),
    ("c2wX\x1b", "X  three\n  four-five six\n\nlast line", "X"),
    ("ccX\x1b", "X\n  four-five six\n\nlast line", "X"),
    ("jccX\x1b", "one two  three\nX\n\nlast line", "X"),
    ("2ccX\x1b", "X\n\nlast line", "X"),
    ("SX\x1b", "X\n  four-five six\n\nlast line", "X"),
    ("jSX\x1b", "one two  three\nX\n\nlast line", "X"),
    ("iX\x1b", "Xone two  three\n  four-five six\n\nlast line", "X"),
    ("aX\x1b", "oXne two  three\n  four-five six\n\nlast line", "X"),
    ("IX\x1b", "Xone two  three\n  four-five six\n\nlast line", "X"),
    ("jIX\x1b", "one two  three\n  Xfour-five six\n\nlast line", "X"),
    ("AX\x1b", "one two  threeX\n  four-five six\n\nlast line", "X"),
    ("oX\x1b", "one two  three\nX\n  four-five six\n\nlast line", "X"),
    ("OX\x1b", "X\none two  three\n  four-five six\n\nlast line", "X"),
    ("joX\x1b", "one two  three\n  four-five six\nX\n\nlast line", "X"),
    ("jOX\x1b", "one two  three\nX\n  four-five six\n\nlast line", "X"),
    ("xp", "noe two  three\n  four-five six\n\nlast line", "o"),
    ("xP", "one two  three\n  four-five six\n\nlast line", "o"),
    ("ddp", "  four-five six\none two  three\n\nlast line", "o"),
    ("ddP", "one two  three\n  four-five six\n\nlast line", "o"),
    ("yyp", "one two  three\none two  three\n  four-five six\n\nlast line", "o"),
    ("yyP", "one two  three\none two  three\n  four-five six\n\nlast line", "o"),
    ("jyyp", "one two  three\n  four-five six\n  four-five six\n\nlast line", "f"),
    ("2yyP", "one two  three\n  four-five six\none two  three\n  four-five six\n\nlast line", "o"),
    ("yyjp", "one two  three\n  four-five six\none two  three\n\nlast line", "o"),
    ("ddGp", "  four-five six\n\nlast line\none two  three", "o"),
    ("wywP", "one two  two  three\n  four-five six\n\nlast line", " "),
    ("wyw$p", "one two  threetwo  \n  four-five six\n\nlast line", " "),
    ("dwu", "one two  three\n  four-five six\n\nlast line", "o"),
    ("dwuu", "one two  three\n  four-five six\n\nlast line", "o"),
    ("ddu", "one two  three\n  four-five six\n\nlast line", "o"),
    ("xxxuu", "ne two  three\n  four-five six\n\nlast line", "n"),
    ("xxxuu\x12", "e two  three\n  four-five six\n\nlast line", "e"),
    ("dwu\x12", "two  three\n  four-five six\n\nlast line", "t"),
    ("de", " two  three\n  four-five six\n\nlast line", " "),
    ("wde", "one   three\n  four-five six\n\nlast line", " "),
    ("we", "one two  three\n  four-five six\n\nlast line", "o"),
    ("dej", " two  three\n  four-five six\n\nlast line", " "),
    ("d$", "\n  four-five six\n\nlast line", ""),
    ("jd$", "one two  three\n\n\nlast line", ""),
    ("d0", "one two  three\n  four-five six\n\nlast line", "o"),
    ("wd0", "two  three\n  four-five six\n\nlast line", "t"),
    ("wwd^", "three\n  four-five six\n\nlast line", "t"),
    ("jwd^", "one two  three\n  four-five six\n\nlast line", "f"),
    ("db", "one two  three\n  four-five six\n\nlast line", "o"),
    ("wdb", "two  three\n  four-five six\n\nlast line", "t"),
    ("wwdb", "one three\n  four-five six\n\nlast line", "t"),
    ("jdb", "one two  \n  four-five six\n\nlast line", " "),
    ("jwdb", "one two  four-five six\n\nlast line", "f"),
    ("dj", "\nlast line", ""),
    ("jdj", "one two  three\nlast line", "l"),
    ("jdk", "\nlast line", ""),
    ("Gdk", "one two  three\n  four-five six", "f"),
    ("jjdd", "one two  three\n  four-five six\nlast line", "l"),
    ("5x", "wo  three\n  four-five six\n\nlast line", "w"),
    ("wX", "onetwo  three\n  four-five six\n\nlast line", "t"),
    ("2wX", "one two three\n  four-five six\n\nlast line", "t"),
    ("wsX\x1b", "one Xwo  three\n  four-five six\n\nlast line", "X"),
    ("w2sX\x1b", "one Xo  three\n  four-five six\n\nlast line", "X"),
    ("jj0x", "one two  three\n  four-five six\n\nlast line", ""),
    ("jjwx", "one two  three\n  four-five six\n\nast line", "a"),
    ("jjbx", "one two  three\n  four-five ix\n\nlast line", "i"),
    ("l3lx", "one wo  three\n  four-five six\n\nlast line", "w"),
    ("5lx", "one to  three\n  four-five six\n\nlast line", "o"),
    ("5l2hx", "onetwo  three\n  four-five six\n\nlast line", "t"),
    ("Gkx", "one two  three\n  four-five six\n\nlast line", ""),
    ("dhx", "ne two  three\n  four-five six\n\nlast line", "n"),
    ("wdh", "onetwo  three\n  four-five six\n\nlast line", "t"),
    ("dl", "ne two  three\n  four-five six\n\nlast line", "n"),
    ("w2dl", "one o  three\n  four-five six\n\nlast line", "o"),
    ("wcbX\x1b", "Xtwo  three\n  four-five six\n\nlast line", "X"),
    ("ceX\x1b", "X two  three\n  four-five six\n\nlast line", "X"),
    ("wceX\x1b", "one X  three\n  four-five six\n\nlast line", "X"),
    ("c$X\x1b", "X\n  four-five six\n\nlast line", "X"),
    ("wc$X\x1b", "one X\n  four-five six\n\nlast line", "X"),
    ("cjX\x1b", "X\n\nlast line", "X"),
    ("wwwdw", "one two  three\n  -five six\n\nlast line", "-"),
    ("Gdw", "one two  three\n  four-five six\n\nline", "l"),
    ("Gwdw", "one two  three\n  four-five six\n\nlast ", " "),
    ("Gwdwx", "one two  three\n  four-five six\n\nlast", "t"),
    ("jwwcwX\x1b", "one two  three\n  fourXfive six\n\nlast line", "X"),
    ("yjP", "one two  three\n  four-five six\none two  three\n  four-five six\n\nlast line", "o"),
    ("wyjp", "one two  three\none two  three\n  four-five six\n  four-five six\n\nlast line", "o"),
    ("y$P", "one two  threeone two  three\n  four-five six\n\nlast line", "e"),
    ("wyb$p", "one two  threeone \n  four-five six\n\nlast line", " "),
    ("w^x", "ne two  three\n  four-five six\n\nlast line", "n"),
    ("j^x", "one two  three\n  our-five six\n\nlast line", "o"),
    ("j0x", "one two  three\n four-five six\n\nlast line", " "),
    ("jwdd", "one two  three\n\nlast line", ""),
    ("ddddu", "  four-five six\n\nlast line", "f"),
    ("d3d", "last line", "l"),
    ("3dw", "\n  four-five six\n\nlast line", ""),
    ("d9w", "line", "l"),
    ("jw2X", "one two  three\nfour-five six\n\nlast line", "f"),
    ("$X", "one two  thre\n  four-five six\n\nlast line", "e"),
    ("wiab\x1bx", "one atwo  three\n  four-five six\n\nlast line", "t"),
    ("wiab\x1bu", "one two  three\n  four-five six\n\nlast line", "t"),
    ("oab\x1bu", "one two  three\n  four-five six\n\nlast line", "o"),
    ("dwp", "tone wo  three\n  four-five six\n\nlast line", " "),
    ("dwdwp", "ttwo  hree\n  four-five six\n\nlast line", " "),
    ("ddjp", "  four-five six\n\none two  three\nlast line", "o"),
    ("3p", "one two  three\n  four-five six\n\nlast line", "o"),
    ("x3p", "noooe two  three\n  four-five six\n\nlast line", "o"),
    ("yy2p", "one two  three\none two  three\none two  three\n  four-five six\n\nlast line", "o"),
]
"""What is typed from the first character on, the text then, and the character under the cursor."""


async def test_commands_do_what_vim_does() -> None:
    app = NacreApp(FakeEngine, Settings(screen=ScreenSettings(keys="vim")))
    async with app.run_test(size=WIDE):
        found = [(typed, *edit(app.main.composer, typed)) for typed, _, _ in VIM]
    app.shut_down()
    assert found == VIM


def edit(composer: Composer, typed: str) -> tuple[str, str]:
    """The text and the character under the cursor after these keys."""
    composer.load_text(TEXT)
    composer.move_cursor((0, 0))
    modal = Modal(composer)
    modal.leave()
    for character in typed:
        match character:
            case "\x1b":
                modal.leave()
            case "\x12":
                modal.redo()
            case _ if modal.writing:
                composer.insert(character)
            case _:
                modal.press(character)
    row, column = composer.cursor_location
    return composer.text, composer.document.get_line(row)[column : column + 1]
