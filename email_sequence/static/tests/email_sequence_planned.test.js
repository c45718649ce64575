import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Subscription extends models.Model {
    _name = "email.sequence.subscription";
    partner_id = fields.Many2one({ relation: "res.partner" });
    email = fields.Char();
    state = fields.Selection({ selection: [["active", "Active"], ["paused", "Paused"]] });
    scheduled_datetime = fields.Datetime();
}

defineMailModels();
defineModels([Subscription]);
describe.current.tags("desktop");

const ARCH = `
    <calendar js_class="email_sequence_planned" date_start="scheduled_datetime" mode="week" create="0" edit="0">
        <field name="partner_id"/><field name="email"/><field name="state"/>
    </calendar>`;
const mail = (id, state, email) => ({ id, state, email, scheduled_datetime: "2026-03-03 10:00:00" });

beforeEach(() => mockDate("2026-03-02 08:00:00"));

function mount(records) {
    Subscription._records = records;
    return mountView({ type: "calendar", resModel: "email.sequence.subscription", arch: ARCH });
}

test("planned mails are shown by whom they go to, without those that are paused", async () => {
    await mount([mail(1, "active", "ada@x.example"), mail(2, "paused", "bob@x.example")]);
    expect(".fc-event").toHaveCount(1);
    expect(".fc-event").toHaveText(/ada@x\.example/);
});

test("of very many, the first ones are fetched, and a message says so", async () => {
    onRpc("email.sequence.subscription", "search_read", ({ kwargs }) => expect.step(kwargs.limit));
    await mount(Array.from({ length: 501 }, (_, n) => mail(n + 1, "active", `c${n}@x.example`)));
    expect.verifySteps([500]);
    expect(".o_notification").toHaveText(/The first 500 mails are shown/);
});
