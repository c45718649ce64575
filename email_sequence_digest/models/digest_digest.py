from odoo import fields, models

ACTION = "email_sequence.email_sequence_report_action"


class DigestDigest(models.Model):
    """Figures of email sequences, counted on the day on which it happened, as ``email.sequence.report`` defines them.

    Odoo leaves out of a digest what its reader has no right to read.
    """

    _inherit = "digest.digest"

    kpi_email_sequence_sent = fields.Boolean("Sequence Mails Sent")
    kpi_email_sequence_sent_value = fields.Integer(compute="_compute_kpi_email_sequence_sent_value")
    kpi_email_sequence_replied = fields.Boolean("Contacts Who Replied to Sequences")
    kpi_email_sequence_replied_value = fields.Integer(compute="_compute_kpi_email_sequence_replied_value")
    kpi_email_sequence_bounced = fields.Boolean("Sequence Mails That Came Back")
    kpi_email_sequence_bounced_value = fields.Integer(compute="_compute_kpi_email_sequence_bounced_value")
    kpi_email_sequence_unsubscribed = fields.Boolean("Contacts Who Unsubscribed From Sequences")
    kpi_email_sequence_unsubscribed_value = fields.Integer(compute="_compute_kpi_email_sequence_unsubscribed_value")

    def _compute_kpi_email_sequence_sent_value(self):
        self._compute_kpi_of_email_sequences("sent", "sent")

    def _compute_kpi_email_sequence_replied_value(self):
        self._compute_kpi_of_email_sequences("replied", "replied_contacts")

    def _compute_kpi_email_sequence_bounced_value(self):
        self._compute_kpi_of_email_sequences("bounced", "bounced")

    def _compute_kpi_email_sequence_unsubscribed_value(self):
        self._compute_kpi_of_email_sequences("unsubscribed", "unsubscribed")

    def _compute_kpi_of_email_sequences(self, kpi, figure):
        """Sum a figure of the report over the rows of what happened in the digest's period.

        :raises AccessError: for who may not read the report
        """
        domain, date = self.env["email.sequence.report"]._happened(figure)
        self._calculate_company_based_kpi(
            "email.sequence.report",
            f"kpi_email_sequence_{kpi}_value",
            date_field=date,
            additional_domain=domain,
            sum_field=figure,
        )

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("email_sequence.menu_root").id
        names = ("sent", "replied", "bounced", "unsubscribed")
        actions = {f"kpi_email_sequence_{name}": f"{ACTION}?menu_id={menu}" for name in names}
        return {**super()._compute_kpis_actions(company, user), **actions}
