"""Slices through the field: their frame, and that only the newest wish counts."""

from __future__ import annotations

import numpy as np
from studio_bench import Bench, tokens

from mge_studio.studio.slicing import FINE, ROUGH, Cut, Slice, places_on


def test_rows_and_columns_are_the_other_axes_in_turn() -> None:
    places = places_on(Cut(tokens(8), 1, 0.25), 9)  # y: columns along z, rows along x
    assert (places[..., 1] == 0.25).all()
    assert np.allclose(places[0, :, 2], np.linspace(-1, 1, 9))
    assert np.allclose(places[:, 0, 0], np.linspace(-1, 1, 9))


def test_only_the_newest_wish_is_worked_out(ready: Bench) -> None:
    made: list[Slice] = []
    ready.session.slicing.ready.connect(made.append)
    cuts = [Cut(tokens(8), 2, position) for position in (0.0, 0.1, 0.2, 0.3)]
    ready.session.slicing.want(cuts[0])
    ready.wait(lambda: any(job.state == "running" for job in ready.session.jobs.active))
    for cut in cuts[1:]:
        ready.session.slicing.want(cut)
    ready.engine.may_evaluate.set()
    ready.settle()
    assert [one.cut for one in made] == [cuts[0], cuts[3], cuts[3]]  # the last is worth its time
    assert [len(one.occupancy) for one in made] == [ROUGH, ROUGH, FINE]
    middle = made[-1].occupancy[FINE // 2]
    assert middle[FINE // 2] > 0.99 and middle[0] < 0.01


def test_a_slice_that_is_not_wanted_any_more_is_dropped(ready: Bench) -> None:
    made: list[Slice] = []
    ready.session.slicing.ready.connect(made.append)
    ready.session.slicing.want(Cut(tokens(8), 0, 0.0))
    ready.session.slicing.forget()
    ready.engine.may_evaluate.set()
    ready.settle()
    assert made == []
    ready.session.slicing.want(Cut(tokens(8), 0, 0.5))
    ready.settle()
    assert [one.cut.position for one in made] == [0.5, 0.5]
