import { expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Pause extends models.Model {
    _name = "pause";
    earliest = fields.Date();
    until = fields.Date();
    _records = [{ id: 1, earliest: "2026-03-05", until: false }];
}

defineMailModels();
defineModels([Pause]);

test("no date can be chosen before the one that the server says, wherever the browser is", async () => {
    mockDate("2026-03-03 10:00:00", -8);
    await mountView({
        type: "form",
        resModel: "pause",
        resId: 1,
        arch: `<form>
            <field name="earliest" invisible="1"/>
            <field name="until" widget="email_sequence_until" options="{'min_date': 'earliest'}"/>
        </form>`,
    });
    await contains(".o_field_widget[name=until] button, .o_field_widget[name=until] input").click();
    expect(queryFirst(".o_datetime_picker .o_date_item_cell:not([disabled])")).toHaveText("5");
});
