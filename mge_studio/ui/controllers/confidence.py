"""The view that colours patches by the confidence with which their codes were drawn."""

from __future__ import annotations

from mge_studio.scene.colours import Rgb
from mge_studio.scene.confidence import CONFIDENCE_STOPS, LEAST, confidence_colours
from mge_studio.shapes.token_operations import same_tokens
from mge_studio.studio.document import Item
from mge_studio.ui.controllers.controller import Controller

TITLE = "Probability of the code drawn"
MARKS = (f"{LEAST:.1%} or less", f"{LEAST**0.5:.0%}", "100%")


class Confidence(Controller):
    def refresh(self) -> None:
        """Colours for what is on screen, and what they mean while they are looked at."""
        window, item = self._window, self._window.viewport.item
        legend = window.confidence_legend
        colours = self.colours_of(item)
        window.viewport.set_confidence(colours)
        if colours is None:
            note = "It is not known how confidently these patches were drawn."
            if item is not None and item.result is None:
                note = "These patches were read from a shape, not drawn."
            legend.show_note(note)
        else:
            legend.show_ramp(TITLE, CONFIDENCE_STOPS, *MARKS)
        seen = window.looking.view == "confidence" and not window.viewing.heated
        legend.setVisible(seen and item is not None)

    def colours_of(self, item: Item | None) -> Rgb | None:
        """(M, 3) uint8 for the patches of a result whose confidence is known."""
        result = None if item is None else item.result
        if item is None or item.tokens is None or result is None or result.confidence is None:
            return None
        if not same_tokens(item.tokens, result.tokens):  # read again since
            return None
        return confidence_colours(result.confidence, result.generated)
