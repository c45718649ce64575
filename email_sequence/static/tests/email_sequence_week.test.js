import { expect, test } from "@odoo/hoot";
import { queryAllValues } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Window extends models.Model {
    _name = "window";
    dayofweek = fields.Selection({ selection: ["0", "1", "2", "3", "4", "5", "6"].map((day) => [day, day]) });
    hour_from = fields.Float();
    hour_to = fields.Float();
    _records = [{ id: 1, dayofweek: "0", hour_from: 9, hour_to: 16 }];
}

class Schedule extends models.Model {
    _name = "schedule";
    window_ids = fields.One2many({ relation: "window" });
    _records = [{ id: 1, window_ids: [1] }];
}

defineMailModels();
defineModels([Schedule, Window]);

const ARCH = `<form><field name="window_ids" widget="email_sequence_week"/></form>`;
const mount = (arch = ARCH) => mountView({ type: "form", resModel: "schedule", resId: 1, arch });

test("a day without windows is closed, and gets office hours by a click", async () => {
    await mount();
    expect("[data-day]").toHaveCount(7);
    expect("[data-day='5']").toHaveText(/Closed/);
    await contains("[data-day='5'] .o_email_sequence_week_add").click();
    expect(queryAllValues("[data-day='5'] input")).toEqual(["09:00", "16:00"]);
});

test("a second window takes what is left of the day", async () => {
    await mount();
    await contains("[data-day='0'] .o_email_sequence_week_add").click();
    expect(queryAllValues("[data-day='0'] input")).toEqual(["09:00", "16:00", "16:00", "24:00"]);
});

test("what is no time of the day is said at once, and not saved", async () => {
    onRpc("schedule", "web_save", () => expect.step("saved"));
    await mount();
    await contains("[data-day='0'] input[data-name=hour_from]").edit("9:75");
    expect("[data-day='0'] [role=alert]").toHaveText(/Type a time of the day/);
    await contains(".o_form_button_save").click();
    expect.verifySteps([]);
});

test("a preset replaces all windows", async () => {
    await mount();
    await contains(".o_email_sequence_week_presets").click();
    await contains(".o-dropdown-item:contains('Every day, any time')").click();
    expect(queryAllValues("[data-day='6'] input")).toEqual(["00:00", "24:00"]);
    expect("[data-day] input[data-name=hour_from]").toHaveCount(7);
});

test("who may not change it reads it", async () => {
    await mount(ARCH.replace("<form>", `<form edit="0">`));
    expect("[data-day='0']").toHaveText(/09:00 – 16:00/);
    expect(".o_email_sequence_week :is(input, button)").toHaveCount(0);
});
