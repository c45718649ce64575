"""Every detector: what it must catch, and what stands near and is something else."""

import pytest
from detector_samples import SAMPLES
from tools.incoming.classifier import DETECTORS, Verdict, classify

CAUGHT = [(name, kind, number) for name, (kind, caught, _) in SAMPLES.items() for number in range(len(caught))]
LEFT = [(name, number) for name, (_, _, left) in SAMPLES.items() for number in range(len(left))]


def test_every_detector_has_mails_that_it_catches_and_mails_that_it_leaves():
    assert list(SAMPLES) == [detector.name for detector in DETECTORS]
    assert all(caught and left for _, caught, left in SAMPLES.values())


@pytest.mark.parametrize(("name", "kind", "number"), CAUGHT)
def test_5_1_a_detector_catches(name, kind, number):
    assert classify(SAMPLES[name][1][number]) == Verdict(kind, name)


@pytest.mark.parametrize(("name", "number"), LEFT)
def test_5_1_a_detector_leaves(name, number):
    message, kind = SAMPLES[name][2][number]
    assert classify(message).kind == kind
