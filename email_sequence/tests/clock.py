from unittest.mock import patch

import freezegun.api

from odoo.tests import freeze_time

_without_fold = freezegun.api.datetime_to_fakedatetime


def _with_fold(moment):
    """Freezegun forgets which of two equal wall clock times is meant, when clocks are set back."""
    return _without_fold(moment).replace(fold=moment.fold)


class OneClock:
    """For test cases that travel a lot, or to where clocks are set back.

    There is one frozen clock, which is moved and never thawed in between: freezing anew looks through all loaded
    modules, which takes half a second.
    """

    def setUp(self):
        self.startPatcher(patch.object(freezegun.api, "datetime_to_fakedatetime", _with_fold))
        super().setUp()

    def travel(self, moment):
        """Let it be this moment (naive UTC) from now on."""
        self.now = moment
        if self._frozen:
            self._clock.move_to(moment)
        else:
            self._frozen = freeze_time(moment)
            self._clock = self._frozen.start()
