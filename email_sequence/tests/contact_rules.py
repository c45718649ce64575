"""What may happen to the contacts themselves while they are in sequences (semantics 3.6, 3.7)."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

WHO = st.integers(0, 999)


class ContactRules(RuleBasedStateMachine):
    """Rules for a machine with ``partners`` and ``all``, the subscriptions."""

    def theirs(self, partner):
        return self.all.filtered(lambda subscription: subscription.partner_id == partner)

    @rule(who=WHO)
    def archive_or_restore(self, who):
        partner = self.partners[who % len(self.partners)]
        states = self.theirs(partner).mapped("state")
        partner.active = not partner.active
        if partner.active:
            assert self.theirs(partner).mapped("state") == states, "nobody goes on by being restored"
        else:
            assert "active" not in self.theirs(partner).mapped("state")
            assert not any(self.theirs(partner).mapped("paused_until")), "nobody goes on by itself"

    @rule(who=WHO, number=st.integers(1, 3))
    def correct_address(self, who, number):
        """To one of a few, so that what is known of an address meets a contact once more."""
        partner = self.partners[who % len(self.partners)]
        partner.email = f"{partner.name.lower()}{number}@customer.example"
        live = self.theirs(partner).filtered(lambda s: s.state in ("active", "paused"))
        assert set(live.mapped("email")) <= {partner.email}
