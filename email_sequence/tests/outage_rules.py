from datetime import timedelta
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from ..models.sending import outage


class OutageRules(RuleBasedStateMachine):
    """The rules of the state machine in which no dispatcher looks for a while (semantics 2.6)."""

    @rule(hours=st.sampled_from([2, 24, 96]))
    def dispatchers_were_down(self, hours):
        """Then nothing is sent at once but what a manager ordered, and nothing stays overdue."""
        ordered, before = self.all.filtered("send_at_once"), self.left.copy()
        self.env.cr.execute("UPDATE email_sequence_look SET looked_datetime = %s", [self.case.now])
        self.case.travel(self.case.now + timedelta(hours=hours))
        with patch.object(outage, "OUTAGE", timedelta(hours=1)):
            self.case.dispatch()
        assert {subscription for subscription, _step in self.left - before} <= set(ordered.ids)
        active = self.all.filtered(lambda s: s.state == "active" and s.sequence_id._running() and not s.send_at_once)
        assert all(moment > self.case.now for moment in active.mapped("scheduled_datetime"))
