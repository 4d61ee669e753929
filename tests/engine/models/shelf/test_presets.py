from __future__ import annotations

import pytest

from engine.models.shelf.fit import need_bytes
from engine.models.shelf.presets import BY_NAME, PRESETS, Preset
from engine.models.shelf.shelf import NAME
from engine.models.shelf.targets import HubTarget, parse

BITS = {"Q4_K_M": (4.0, 8.5), "Q8_0": (8.0, 9.0)}  # a parameter: small models keep their large vocabulary in more bits


def test_names_are_unique_and_can_be_names() -> None:
    assert len(BY_NAME) == len(PRESETS) > 20
    assert all(NAME.fullmatch(preset.name) for preset in PRESETS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_preset_names_one_file_of_a_size_that_fits_its_parameters(preset: Preset) -> None:
    target = HubTarget(preset.repository, preset.file, preset=preset.name)
    assert parse(preset.name) == parse(f"hf:{preset.repository}/{preset.file}") == target
    assert parse(f"hf:{preset.repository}/{preset.file}@v1") == HubTarget(preset.repository, preset.file, "v1")
    least, most = BITS[preset.quantisation]
    assert least < preset.bytes * 8 / preset.parameters < most
    assert preset.quantisation.lower() in preset.file.lower()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_machine_for_a_preset_keeps_a_quarter_of_its_memory_for_others(preset: Preset) -> None:
    assert need_bytes(preset.facts(), 4096, "f16") < 0.75 * preset.memory_gb * 1024**3
    assert preset.context >= 2048
    assert preset.licence
    assert len(preset.good_for) <= 33


def test_texts_fit_a_table_of_80_columns_and_claim_no_more_than_they_know() -> None:
    assert max(len(preset.name) for preset in PRESETS) <= 18
    assert [preset.name for preset in PRESETS if preset.about] == ["gemma-4-e2b", "lfm2-1.2b"]
