"""What may happen to the contacts of the simulated world, to the product and to the reference alike (semantics 3.6 to
3.8, 11)."""

from itertools import count

from .simulated_world import World

AN_ADDRESS = count(1)
LEFT_IN_BULK = ("unsubscribed", "reply", "bounce")  # unless a user includes the latter two


class ContactEvents(World):
    """Each public method lets one kind of thing happen now, to some contacts, and counts it."""

    def _contacts(self, *states):
        """Contacts that are not away, with subscriptions in these states."""
        return sorted({m.contact for m in self.in_state(*states)} - self.away)

    def _of(self, contact):
        return [member for member in self.rules.members.values() if member.contact == contact]

    def _partner(self, contact):
        return self.env["res.partner"].browse(contact)

    def archived(self):
        """For some hours or days; then somebody restores the contact, and resumes it by hand."""
        for contact in self.some(self._contacts("active", "paused"), 2):
            self._partner(contact).active = False
            self.away.add(contact)
            for member in self._of(contact):
                self.rules.pause(member, "archived")
            self._after(5, 60, lambda contact=contact: self.restored(contact))
            self._happened("archived", self._of(contact))

    def restored(self, contact):
        self._partner(contact).active = True
        self.away.discard(contact)
        self.observe([member.id for member in self._of(contact)])
        self._resume([member for member in self._of(contact) if member.reason == "archived"])
        self._happened("restored", self._of(contact))

    def addresses_corrected(self):
        """Not of merged contacts, whose subscriptions may keep an address that is listed beside the first."""
        for contact in self.some(sorted(set(self._contacts("active", "paused")) - self.merged), 4):
            address = self.addresses[contact] = f"corrected{next(AN_ADDRESS)}@customer.example"
            self._partner(contact).email = address
            for member in self._of(contact):
                if member.state in ("active", "paused"):
                    member.address = address
                    self.by_address[member.course.name, address] = member
            self._happened("addresses corrected", self._of(contact))

    def contacts_merged(self):
        """Two of one time zone become one; the other is gone."""
        found = self._contacts("active", "paused", "finished", "removed")
        survivor = self.rng.choice(found)
        zone = self._partner(survivor).tz
        same_zone = [contact for contact in found if contact != survivor and self._partner(contact).tz == zone]
        if not same_zone:
            return
        gone = self.rng.choice(same_zone)
        wizards = self.env["base.partner.merge.automatic.wizard"]
        wizards.create({})._merge([survivor, gone], self._partner(survivor), extra_checks=False)
        self.away.add(gone)
        self.rules.merge(self._of(survivor), self._of(gone))
        for member in self._of(gone):
            member.contact = survivor
        self.merged.add(survivor)
        self.env.invalidate_all()
        self._happened("merged", self._of(survivor))

    def unsubscribed_then_resumed_in_bulk(self):
        """A list is resumed in which somebody has just unsubscribed; nothing is sent to them."""
        leaving = self.some([m for m in self.in_state("active", "paused") if m.contact not in self.away], 2)
        self.records(leaving)._unsubscribe(self.env["email.sequence.trace"])
        for member in leaving:
            self.rules.unsubscribe(member)
        chosen = leaving + self.some(self.in_state("paused"), 5)
        self._resume_in_bulk(chosen)
        self.ledger.counts["unsubscribed, then resumed in bulk"] += len(leaving)
        self._happened("resumed in bulk beside who unsubscribed", list(dict.fromkeys(chosen)))

    def _resume_in_bulk(self, members):
        domain = [("id", "in", [member.id for member in members])]
        self.env["email.sequence.bulk"].with_user(self.case.seller)._start("resume", domain)
        self.env.invalidate_all()
        for member in dict.fromkeys(members):
            if member.reason not in LEFT_IN_BULK and not member.has_written and member.contact not in self.away:
                self.rules.resume(member)
