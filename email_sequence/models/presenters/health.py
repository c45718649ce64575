from odoo import api, models

from ...tools.presenters.finding import ANYBODY, FINDING_KINDS
from . import health_page, health_replies, health_sending


class EmailSequenceHealth(models.AbstractModel):
    """What keeps emails from being sent, or replies from being seen, and what to do about it.

    A finding is a :class:`~odoo.addons.email_sequence.tools.presenters.finding.Finding`, of a kind that the table there
    has. Addons add theirs by extending :meth:`_findings`.
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
    def _for_client(self, companies, sequences):
        """The findings as plain data, each with what this reader can do about it: a fix, or whom to ask.

        :param companies: those whose catchall address is looked at; mail servers belong to all of them
        :param sequences: as :meth:`_findings` takes them
        """
        # sudo: users may not read servers and scheduled actions, but may know that one keeps them from sending.
        return [self._as_data(finding) for finding in self.sudo()._findings(companies.sudo(), sequences.sudo())]

    def _as_data(self, finding):
        kind = FINDING_KINDS[finding.code]
        may_use = (fix for fix in finding.fixes if fix.group == ANYBODY or self.env.user.has_group(fix.group))
        fix = next(may_use, None)
        return {
            "code": finding.code,
            "topic": kind.topic,
            "concerns_all": kind.concerns_all,
            "sentence": finding.sentence,
            "detail": finding.detail if fix else "",
            "fix": {"label": fix.label, "action": fix.action} if fix else False,
            "ask": "" if fix else kind.ask(self.env),
        }

    @api.model
    def _findings(self, companies, sequences):
        """The findings, in the order in which to fix them, to which addons may add; with the superuser's rights.

        :param companies: those whose screens ask
        :param sequences: those that findings about certain sequences may concern: the one whose screen asks, else all
            that are activated
        """
        return [*health_replies.findings(companies, sequences), *health_sending.findings(companies, sequences)]
