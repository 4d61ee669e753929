"""A resonator takes products apart, one combination after the other, and says when it can't."""

from __future__ import annotations

import numpy as np
import pytest

from engine.memory.resonator import Resonator, bipolar

D = 4_096
NAMES = ("author", "kind", "year")


def network(*sizes: int) -> Resonator:
    return Resonator(
        [bipolar(name, [f"{name} {n}" for n in range(size)], D) for name, size in zip(NAMES, sizes, strict=False)]
    )


def test_a_single_product_of_three_factors_is_taken_apart() -> None:
    net = network(30, 20, 10)
    found = net.factorise(net.product((17, 3, 8)))
    assert found is not None
    assert found.chosen == (17, 3, 8)
    assert found.strength == pytest.approx(1.0)


def test_what_was_found_is_explained_away_until_nothing_is_left() -> None:
    net = network(12, 8)
    counts = {(0, 0): 5, (3, 7): 2, (11, 2): 1, (3, 2): 1}
    scene = sum((count * net.product(chosen) for chosen, count in counts.items()), np.zeros(D, np.int32))
    found = {}
    while (factors := net.factorise(scene)) is not None:
        found[factors.chosen] = counts[factors.chosen]
        scene = scene - counts[factors.chosen] * net.product(factors.chosen)
    assert found == counts
    assert not scene.any()


def test_noise_has_no_answer() -> None:
    net = network(20, 20)
    noise = np.random.default_rng(5).integers(-3, 4, D).astype(np.int32)
    assert net.factorise(noise) is None
    assert net.factorise(np.zeros(D, np.int32)) is None


def test_the_same_scene_gives_the_same_answer() -> None:
    net = network(15, 15)
    scene = net.product((1, 2)) + net.product((3, 4))
    assert net.factorise(scene) == net.factorise(scene)


def test_a_factor_without_fillers_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two factors"):
        network(4)
    with pytest.raises(ValueError, match="at least one known filler"):
        network(4, 0)


def test_hypervectors_of_a_name_depend_on_role_and_name_only() -> None:
    assert np.array_equal(bipolar("author", ["x", "y"], D)[1], bipolar("author", ["y"], D)[0])
    assert abs(int(bipolar("author", ["x"], D)[0].astype(int) @ bipolar("kind", ["x"], D)[0])) < 6 * D**0.5
