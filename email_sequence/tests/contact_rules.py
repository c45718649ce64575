"""What may happen to the contacts themselves while they are in sequences (semantics 3.6 to 3.8, 11)."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

WHO = st.integers(0, 999)


class ContactRules(RuleBasedStateMachine):
    """Rules for a machine with ``partners`` and ``all``, the subscriptions.

    ``not_again`` are pairs of a subscription and a step that a contact got who was merged into its contact;
    ``unsubscribed`` are pairs of a contact and a sequence, as long as no user resumed it after a question.
    """

    def theirs(self, partner):
        return self.all.filtered(lambda subscription: subscription.partner_id == partner)

    def steps_left_to(self, subscriptions):
        return {step for subscription, step in self.left if subscription in subscriptions.ids}

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
        listed = self.env["email.sequence.address"]._listed(partner)[partner.id]
        assert listed[0] == partner.email
        assert set(live.mapped("email")) <= set(listed)

    @rule(who=WHO, other=WHO)
    def merge(self, who, other):
        """Two contacts become one; somebody new takes the place of the other."""
        survivor = self.partners[who % len(self.partners)]
        gone = next(p for p in self.partners[other % len(self.partners) :] + self.partners if p != survivor)
        had = {partner: self.steps_left_to(self.theirs(partner)) for partner in (survivor, gone)}
        own = self.theirs(survivor)
        self.unsubscribed |= {(survivor.id, sequence) for partner, sequence in self.unsubscribed if partner == gone.id}
        wizards = self.env["base.partner.merge.automatic.wizard"]
        wizards.create({})._merge((survivor | gone).ids, survivor, extra_checks=False)
        self.partners[self.partners.index(gone)] = self.case.contact(f"P{gone.id}", f"p{gone.id}@customer.example")
        for live in self.theirs(survivor).filtered(lambda s: s.state in ("active", "paused")):
            self.not_again |= {(live.id, step) for step in had[gone if live in own else survivor]}

    @rule(who=WHO)
    def unsubscribe_then_resume_all(self, who):
        """A list is resumed in which somebody has just unsubscribed."""
        live = self.all.filtered(lambda s: s.state in ("active", "paused"))
        if not live:
            return
        subscription = live[who % len(live)]
        subscription._unsubscribe(self.env["email.sequence.trace"])
        self.note_unsubscribed(subscription)
        paused = self.all.filtered(lambda s: s.state == "paused")
        self.env["email.sequence.bulk"].with_user(self.case.seller)._start("resume", [("id", "in", paused.ids)])
        self.stopped -= {s.id for s in paused if s.state != "paused"}
        assert subscription.state == "paused"
        assert subscription.pause_reason == "unsubscribed"

    def note_unsubscribed(self, subscriptions):
        self.unsubscribed |= {(s.partner_id.id, s.sequence_id.id) for s in subscriptions}

    @rule(number=WHO)
    def unsubscribe(self, number):
        subscription = self.pick(number, "active", "paused")
        subscription.pause("unsubscribed")
        self.note_unsubscribed(subscription)
        assert set(subscription.mapped("pause_reason")) <= {"unsubscribed"}

    def answer(self, subscription, asked, again):
        """A user says yes, and perhaps that what bounced is to be sent again to another address."""
        if again and (bounced := subscription._bounced_elsewhere()):
            self.left.pop((subscription.id, bounced.step_id.id), None)
        self.unsubscribed -= {(subscription.partner_id.id, subscription.sequence_id.id)}
        dialogs = self.env[asked["res_model"]].with_user(self.case.seller).with_context(**asked["context"])
        dialogs.create({"bounced_step": "again" if again else "next"}).action_resume()
        self.env.invalidate_all()
