from odoo import api, models

from . import health_page, health_replies, health_sending

FIXERS = "base.group_system"  # who may open mail servers, scheduled actions and settings


class EmailSequenceHealth(models.AbstractModel):
    """What keeps emails from being sent, or replies from being seen, and what to do about it.

    A finding is a :class:`~odoo.addons.email_sequence.tools.presenters.finding.Finding`. Addons add theirs by extending
    :meth:`_findings`.
    """

    _name = "email.sequence.health"
    _description = "Health of Email Sequences"

    @api.model
    @api.readonly
    def get_page(self):
        """What is known of each topic, beside the findings of ``email.sequence``'s ``get_health``.

        :return: ``[{"topic", "title", "is_well", "facts": [sentences]}]``
        """
        self.env["email.sequence"].check_access("read")
        wrong = {finding["topic"] for finding in self.env["email.sequence"].get_health()}
        env = self.sudo().env  # sudo: users may not read scheduled actions and servers, but may know when they ran
        topics = {
            "sending": (self.env._("Mails leave"), health_page.sending_facts(env)),
            "replies": (self.env._("Replies are seen"), health_page.replies_facts(env)),
        }
        return [
            {"topic": topic, "title": title, "is_well": topic not in wrong, "facts": list(facts)}
            for topic, (title, facts) in topics.items()
        ]

    @api.model
    def _for_client(self, companies):
        """The findings as plain data; users who may not fix them get neither the fix nor what a server said.

        :param companies: those whose catchall address is looked at; mail servers belong to all of them
        """
        may_fix = self.env.user.has_group(FIXERS)
        # sudo: users may not read servers and scheduled actions, but may know that one keeps them from sending.
        findings = self.sudo()._findings(companies.sudo())
        return [
            {
                "code": finding.code,
                "topic": finding.topic,
                "sentence": finding.sentence,
                "detail": finding.detail if may_fix else "",
                "fix": finding.fix._asdict() if may_fix else False,
            }
            for finding in findings
        ]

    @api.model
    def _findings(self, companies):
        """The findings, in the order in which to fix them, to which addons may add; with the superuser's rights."""
        return [*health_replies.findings(companies), *health_sending.findings(companies)]
