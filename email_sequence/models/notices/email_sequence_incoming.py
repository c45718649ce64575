import re

from odoo import models
from odoo.tools.mail import email_normalize, email_normalize_all, email_split_tuples, formataddr

from .soon import send_soon, soon

ANSWERS = re.compile(r"\s*re\s*:", re.IGNORECASE)


class EmailSequenceIncoming(models.Model):
    """Every person's email is told to the senders at once, with its text, as from the contact (semantics 4.9).

    The notice is a message of Odoo's on the contact, which the sender gets by email or in the inbox. What the sender
    answers to the email goes to the address that the contact wrote from; see :meth:`_route_answer`.
    """

    _inherit = "email.sequence.incoming"

    def _on_person_wrote(self, subscriptions, text=""):
        self._tell_senders(subscriptions, text)
        return super()._on_person_wrote(subscriptions, text)

    # ---- who is told

    def _tell_senders(self, subscriptions, text):
        """Tell each sender once, unless Odoo or we have told them of this very email already."""
        kept = self._kept_messages()
        told_before = self._notices().partner_ids if self.reclassified_user_id else kept.partner_ids.browse()
        reached = kept.notified_partner_ids | self._addressed(kept)
        writers = self._writers()
        writer = (self.partner_id & writers) or writers[:1] or self._known_author(kept[:1])
        for reader, theirs in self._readers(subscriptions).items():
            if reader.partner_id in told_before:
                continue
            concerned = writers | self.trace_id.partner_id
            contact = (theirs.partner_id & concerned)[:1] or self.partner_id or theirs.partner_id[:1]
            if reader.partner_id not in reached:
                self._tell(reader, contact, writer, kept[:1], text)
            if contact and "activity" in theirs.company_id.mapped("email_sequence_notice"):
                self._plan_activity(reader, contact, writer)
        if kept:
            send_soon(kept)  # of these, Odoo tells the contact's followers

    def _notices(self):
        domain = [("email_sequence_incoming_id", "=", self.id), ("message_type", "=", "user_notification")]
        return self.env["mail.message"].search(domain)

    def _addressed(self, kept):
        """Users whom the contact wrote to, too: as Odoo does, we do not email them what is in their mailbox already."""
        emails = email_normalize_all(
            ",".join(filter(None, (*kept.mapped("incoming_email_to"), *kept.mapped("incoming_email_cc"))))
        )
        if not emails:
            return self.env["res.partner"]
        domain = [("email_normalized", "in", emails), ("user_ids.notification_type", "=", "email")]
        return self.env["res.partner"].search(domain)

    def _readers(self, subscriptions):
        """``{user: their subscriptions}`` of those to tell, who are never told of an email or a change of their own."""
        readers = {}
        groups = subscriptions.grouped(lambda s: (s.user_id, s.partner_id.user_id, s.company_id))
        for (sender, salesperson, company), theirs in groups.items():
            for user in self._who_hears(sender, salesperson, company):
                if user != self.env.user and not self._is_from(user):
                    readers[user] = readers.get(user, theirs.browse()) | theirs
        return readers

    def _who_hears(self, sender, salesperson, company):
        """The sender; in place of an archived one the contact's salesperson, else the managers of the company."""
        for user in (sender, salesperson):
            if user.active and not user.share:
                return user
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref("email_sequence.group_manager").id),
                ("company_ids", "in", company.id),
                ("share", "=", False),
            ]
        )

    def _is_from(self, user):
        return bool(user.email_normalized) and user.email_normalized in email_normalize_all(self.email_from or "")

    # ---- the notice

    def _tell(self, reader, contact, writer, kept, text):
        """Notify a reader by their own preference.

        :param contact: in whose chatter an answer is logged; none if it was deleted
        :param writer: the contact who wrote; none if nobody knows the address
        :param kept: the message as which Odoo kept the email, or none
        :param text: the email as HTML, for an email that Odoo did not keep
        """
        name, address = self._name_and_address(writer)
        thread = contact or self.env["mail.thread"]
        # without a contact there is no chatter to log an answer in: it goes straight to whom it answers
        about = {"email_sequence_incoming_id": self.id} if contact else {"reply_to": address and self.email_from}
        soon(thread).message_notify(
            partner_ids=reader.partner_id.ids,
            subject=self.with_context(lang=reader.lang)._headline(name),
            body=kept.body or text,
            author_id=writer.id,
            email_from=formataddr((name, address)) if address else False,  # then Odoo's own
            subtype_xmlid="mail.mt_comment",
            attachment_ids=kept.attachment_ids.ids,
            email_add_signature=False,
            mail_headers={"X-Auto-Response-Suppress": "OOF, AutoReply"},
            **about,
        )

    def _headline(self, name):
        """The subject of the notice, in the language of the environment."""
        subject = self.subject or self.env._("(no subject)")
        if self.trace_id:
            return self.env._("%(name)s replied: %(subject)s", name=name, subject=subject)
        return self.env._("%(name)s wrote: %(subject)s", name=name, subject=subject)

    def _writers(self):
        """The concerned contacts that have, or had in a subscription, the address that the email came from."""
        _name, address = self._name_and_address()
        subscriptions = self.subscription_ids
        listed = self.env["email.sequence.address"]._listed(subscriptions.partner_id)
        return subscriptions.filtered(
            lambda s: address and address in (s.email, *listed.get(s.partner_id.id, ()))
        ).partner_id

    def _known_author(self, kept):
        """The author whom Odoo found, unless by an address that is only the writer's name."""
        _name, address = self._name_and_address()
        return kept.author_id.filtered(lambda author: author.email_normalized == address)

    def _name_and_address(self, writer=()):
        """Who wrote, by the contact's name if one is given, else as the email says; and the normalised address."""
        name, email = (email_split_tuples(self.email_from or "") or [("", "")])[0]
        address = email_normalize(email) or ""
        return (writer and writer.name) or name or address or self.email_from or "", address

    def _plan_activity(self, reader, contact, writer):
        """Plan one activity for a company that wants activities; the notice says it already (semantics 4.6)."""
        name, _address = self._name_and_address(writer)
        contact.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=reader.id,
            summary=self.with_context(lang=reader.lang)._headline(name),
        )

    # ---- the answer

    def _route_answer(self, message_dict):
        """Let an answer to a contact's email go to the address that it came from, if one of us wrote the answer.

        :param dict message_dict: the incoming email as Odoo parsed it; changed so that Odoo logs it as a comment of
            the contact's and sends it on. What a stranger or a machine answers to a notice is a note for nobody
        :return: whether it is such an answer
        """
        # sudo: the user who fetches emails reads no messages of others
        answered = self.env["mail.message"].sudo().browse(message_dict.get("parent_id") or ())
        incoming = self._told_by(answered)
        if not incoming:
            return False
        name, address = incoming._name_and_address(answered.author_id)
        user = self.env["mail.thread"]._mail_find_user_for_gateway(message_dict["email_from"])
        if not (address and user and user._is_internal() and self._is_written_by(user)):
            if answered.message_type == "user_notification":
                message_dict.update(parent_id=False, is_internal=True)
            return False
        message_dict.update(is_internal=False, subject=incoming._subject_of_answer())
        if not answered.author_id.partner_share or answered.author_id.email_normalized != address:
            # Odoo would send it to the author of what it answers, at another address
            message_dict.update(parent_id=False, outgoing_email_to=formataddr((name, address)))
        incoming._note_handled(user)
        return True

    def _other_address(self):
        """The address that it came from, with a name, if Odoo emails the contact at another one; else None."""
        name, address = self._name_and_address(self.partner_id & self._writers())
        return formataddr((name, address)) if address and address != self.partner_id.email_normalized else None

    def _told_by(self, message):
        """The email of which the message tells a sender: our notice, or the email itself, which followers get."""
        if message.message_type == "user_notification":
            return message.email_sequence_incoming_id
        if message.message_type == "email" and message.model == "res.partner":
            return message.env["email.sequence.incoming"].search(
                [("message_id", "=", message.message_id), ("kind", "=", "human")]
            )
        return message.email_sequence_incoming_id.browse()

    def _is_written_by(self, user):
        """Whether a person wrote the email being processed, from the user's address: a name may look like it."""
        arrival = self.env["email.sequence.gateway"]._arrival()
        return bool(arrival) and arrival.facts.kind == "human" and user.email_normalized in arrival.facts.senders

    def _subject_of_answer(self):
        """The subject by which mail programs see the answer in the contact's conversation."""
        subject = self.subject or ""
        return subject if ANSWERS.match(subject) else f"Re: {subject}"
