"""What is read can be read: contrast by WCAG 2, whose level AA asks for 4.5 to 1."""

from __future__ import annotations

import pytest

from mge_studio.ui.theme_colours import COLOURS


def luminance(code: str) -> float:
    share = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in share]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_texts_stand_out(theme: str) -> None:
    colours = COLOURS[theme]
    for text in ("text", "dim", "faint"):
        for ground in ("panel", "window", "field"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["text"], colours["selection"]) >= 4.5
    assert contrast(colours["on-accent"], colours["accent-strong"]) >= 4.5
    faint, off = (contrast(colours[role], colours["panel"]) for role in ("faint", "off"))
    assert off < faint < contrast(colours["dim"], colours["panel"])
