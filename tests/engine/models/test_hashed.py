from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.models.hashed import HashedEncoder

ENCODER = HashedEncoder()


@given(st.lists(st.text(), max_size=5))
def test_rows_are_of_length_one_or_zero(texts: list[str]) -> None:
    vectors = ENCODER.embed(texts)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    for length in np.linalg.norm(vectors, axis=1):
        assert abs(length - 1) < 1e-5 or length == 0


@given(st.text(), st.text())
def test_company_changes_nothing(text: str, other: str) -> None:
    np.testing.assert_array_equal(ENCODER.embed([other, text])[1], ENCODER.embed([text])[0])


def test_the_same_in_another_process() -> None:
    code = (
        "import sys; from engine.models.hashed import HashedEncoder;"
        "sys.stdout.buffer.write(HashedEncoder().embed_query('Gezeiten und Ebbe, 4.7 m').tobytes())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == ENCODER.embed_query("Gezeiten und Ebbe, 4.7 m").tobytes()


def test_inflected_words_are_alike() -> None:
    one, inflected, other = ENCODER.embed(
        ["measured the drift of sensors", "measurement of a drifting sensor", "butter melts in the pan"]
    )
    assert one @ inflected > 0.2
    assert one @ inflected > one @ other + 0.15


def test_case_and_width_of_letters_do_not_matter() -> None:
    np.testing.assert_array_equal(ENCODER.embed(["HARBOUR"]), ENCODER.embed(["ｈａｒｂｏｕｒ"]))


def test_text_without_words_is_zero() -> None:
    assert not ENCODER.embed(["", "?! ...", "\n"]).any()
