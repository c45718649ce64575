"""The dashboard: whatever its sheets name exists, filters reach all data, and the figures are those of the reports."""

import json
import re

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.email_sequence.tests.common import EmailSequenceCase

MODEL = "email.sequence.report"


class DashboardCase(EmailSequenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("email_sequence_dashboard.spreadsheet_dashboard_email_sequences")
        cls.sheets = json.loads(cls.dashboard.spreadsheet_data)

    def charts(self):
        """``{id: definition}`` of what Odoo's data is drawn from."""
        figures = {figure["id"]: figure["data"] for figure in self.sheets["sheets"][0]["figures"]}
        return {name: data for name, data in figures.items() if data["type"].startswith("odoo_")}

    def scorecards(self):
        figures = self.sheets["sheets"][0]["figures"]
        return [figure["data"] for figure in figures if figure["data"]["type"] == "scorecard"]

    def cells(self):
        """``{sheet!cell: content}``."""
        return {
            f"{sheet['name']}!{cell}": text for sheet in self.sheets["sheets"] for cell, text in sheet["cells"].items()
        }


@tagged("post_install", "-at_install")
class TestSheets(DashboardCase):
    def test_each_pivot_is_read_by_a_salesperson(self):
        report = self.env[MODEL].with_user(self.seller)
        for pivot in self.sheets["pivots"].values():
            with self.subTest(pivot["name"]):
                self.assertEqual(pivot["model"], MODEL)
                measures = [measure["id"] for measure in pivot["measures"]]
                self.assertEqual(measures, [f"{m['fieldName']}:{m['aggregator']}" for m in pivot["measures"]])
                report._read_group(pivot["domain"], [row["fieldName"] for row in pivot["rows"]], measures)

    def test_a_mean_is_never_summed(self):
        for pivot in self.sheets["pivots"].values():
            for measure in pivot["measures"]:
                field = self.env[MODEL]._fields[measure["fieldName"]]
                self.assertEqual(measure["aggregator"], field.aggregator, measure["fieldName"])

    def test_each_chart_is_read_by_a_salesperson(self):
        report = self.env[MODEL].with_user(self.seller)
        for name, chart in self.charts().items():
            with self.subTest(name):
                meta, search = chart["metaData"], chart["searchParams"]
                self.assertEqual((meta["resModel"], meta["groupBy"]), (MODEL, search["groupBy"]))
                measure = f"{meta['measure']}:{report._fields[meta['measure']].aggregator}"
                report._read_group(search["domain"], meta["groupBy"], [measure])

    def test_each_filter_reaches_all_data(self):
        filters = {each["id"]: each for each in self.sheets["globalFilters"]}
        for source in [*self.sheets["pivots"].values(), *self.charts().values()]:
            self.assertEqual(set(source["fieldMatching"]), set(filters))
            for name, matching in source["fieldMatching"].items():
                field = self.env[MODEL]._fields[matching["chain"]]
                self.assertEqual(field.type, matching["type"])
                self.assertEqual(field.comodel_name, filters[name].get("modelName"))

    def test_links_and_charts_lead_to_menus_of_its_readers(self):
        prefix = "odoo://ir_menu_xml_id/"
        linked = [link for text in self.cells().values() for link in re.findall(rf"\({prefix}([\w.]+)\)", text)]
        references = self.sheets["chartOdooMenusReferences"]
        drawn = {data["chartId"] for data in [*self.charts().values(), *self.scorecards()]}
        self.assertEqual(set(references), drawn)
        menus = self.env["ir.ui.menu"].with_user(self.seller)
        visible = menus._visible_menu_ids()
        for xml_id in {*linked, *references.values()}:
            self.assertIn(self.env.ref(xml_id).id, visible, xml_id)

    def test_formulas_name_what_there_is(self):
        pivots, cells = self.sheets["pivots"], self.cells()
        for text in cells.values():
            for number, measure in re.findall(r'PIVOT(?:\.VALUE)?\((\d+),(?:"([\w:]+)")?', text):
                self.assertIn(number, pivots)
                if measure:
                    self.assertIn(measure, [each["id"] for each in pivots[number]["measures"]])
        for card in self.scorecards():
            self.assertIn(card["keyValue"], cells)
            self.assertIn(card["baseline"], cells)

    def test_the_period_before_has_the_same_figures(self):
        current, before = self.sheets["pivots"]["1"], self.sheets["pivots"]["2"]
        self.assertEqual(current["measures"], before["measures"])
        offsets = [pivot["fieldMatching"]["period"]["offset"] for pivot in (current, before)]
        self.assertEqual(offsets, [0, -1])


@tagged("post_install", "-at_install")
class TestAccess(DashboardCase):
    def test_users_of_email_sequences_see_it_and_nobody_else(self):
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        for user, sees in ((self.seller, True), (self.manager, True), (stranger, False)):
            with self.subTest(user.name):
                seen = self.env["spreadsheet.dashboard"].with_user(user).search([("id", "=", self.dashboard.id)])
                self.assertEqual(bool(seen), sees)


@tagged("post_install", "-at_install")
class TestTours(DashboardCase, HttpCase):
    browser_size = "1920x1080"

    def test_figures_are_those_of_the_reports(self):
        self.thaw()
        self.now = fields.Datetime.now()  # the browser's clock does not travel
        course = self.sequence()
        self.subscribe(course, *self.contacts(3))
        self.dispatch()
        mail = self.smtp.to("contact0@")[-1]
        self.receive(self.mail_from(mail["To"], answers=mail))
        self.start_tour("/odoo/dashboards", "email_sequence_dashboard", login=self.seller.login)
