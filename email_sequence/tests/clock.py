from unittest.mock import patch

import freezegun.api

from odoo.tests import freeze_time

_without_fold = freezegun.api.datetime_to_fakedatetime


def _with_fold(moment):
    """Freezegun forgets which of two equal wall clock times is meant, when clocks are set back."""
    return _without_fold(moment).replace(fold=moment.fold)


class OneClock:
    """For test cases: time stands still at ``self.now`` until ``travel`` moves it.

    There is one frozen clock a test, which is moved and never thawed in between: freezing anew looks through all loaded
    modules.
    """

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(freezegun.api, "datetime_to_fakedatetime", _with_fold))
        self._frozen = None
        self.addCleanup(self.thaw)

    def travel(self, moment):
        """Let it be this moment (naive UTC) from now on."""
        self.now = moment
        if self._frozen:
            self._clock.move_to(moment)
        else:
            self._frozen = freeze_time(moment)
            self._clock = self._frozen.start()

    def thaw(self):
        """Let time go on."""
        if self._frozen:
            self._frozen.stop()
            self._frozen = None
