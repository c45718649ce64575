from odoo.tests import tagged

from .test_clicks import ClicksCase


@tagged("post_install", "-at_install")
class TestReport(ClicksCase):
    """Clicked counts mails of which a person followed a link, once each (semantics 12)."""

    def test_clicked_counts_mails_not_clicks_and_no_machines(self):
        (first, mail), (second, other) = self.sent(), self.sent(self.bob)
        self.click(mail)
        self.click(mail)
        self.click(other, agent="curl/8.0")
        report = self.env["email.sequence.report"]
        counts = dict(
            report._read_group(
                [("sequence_id", "in", (first | second).sequence_id.ids), ("kind", "=", "mail")],
                ["sequence_id"],
                ["clicked:sum"],
            )
        )
        self.assertEqual(counts, {first.sequence_id: 1, second.sequence_id: 0})
        shown = {figure["name"]: figure["text"] for figure in first.sequence_id.get_statistics()["mails"]}
        self.assertEqual(shown["clicked"], "1")
