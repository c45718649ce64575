import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Sequence extends models.Model {
    _name = "email.sequence";
    name = fields.Char();
    _records = [{ id: 1, name: "Book a demo" }];
}

defineMailModels();
defineModels([Sequence]);

const STATISTICS = {
    contacts: [
        { name: "subscribed", label: "Subscribed", help: "Ever subscribed.", text: "4", domain: [["subscribed", "=", 1]] },
    ],
    mails: [{ name: "replied", label: "Replied", help: "By a person.", text: "1", domain: [["replied", "=", 1]] }],
    funnel: [
        { step_id: false, label: "Nothing sent yet", sent: 0, replied: 0, bounced: 0, unsubscribed_by: 0, breakdown: [] },
        {
            step_id: 3, label: "First", sent: 4, replied: 1, bounced: 0, unsubscribed_by: 0,
            breakdown: [
                { standing: "active", label: "Active", count: 3, domain: [["standing", "=", "active"]], colour: "bg-info" },
                { standing: "booked", label: "Booked a meeting", count: 1, domain: [["standing", "=", "booked"]], colour: "bg-dark" },
            ],
        },
    ],
    legend: [
        { label: "Active", colour: "bg-info" },
        { label: "Booked a meeting", colour: "bg-dark" },
    ],
};

async function mountStatistics(doAction = () => {}) {
    onRpc("email.sequence", "get_statistics", () => STATISTICS);
    onRpc("email.sequence", "action_view_report", ({ args }) => ({ report: args[1], domain: args[2], title: args[3] }));
    mockService("action", { doAction });
    await mountView({
        type: "form", resModel: "email.sequence", resId: 1,
        arch: `<form><widget name="email_sequence_statistics"/></form>`,
    });
}

test("statistics are shown with their definitions", async () => {
    await mountStatistics();
    expect(queryAllTexts(".o_figure")).toEqual(["4\nSubscribed", "1\nReplied"]);
    expect(".o_figure[data-figure=replied]").toHaveAttribute("data-tooltip", "By a person.");
});

test("each step shows what keeps its contacts there, in proportion", async () => {
    await mountStatistics();
    expect(".o_funnel tbody tr").toHaveCount(2);
    expect(".o_part[title='Active: 3']").toHaveAttribute("style", "width: 75.00%");
    expect(".o_part[title='Booked a meeting: 1']").toHaveAttribute("style", "width: 25.00%");
    expect(".o_part[title='Booked a meeting: 1']").toHaveClass("bg-dark");
    expect(queryAllTexts("ul li")).toEqual(["Active", "Booked a meeting"]);
    expect("ul li:contains('Booked a meeting') .o_key").toHaveClass("bg-dark");
});

test("a figure opens the rows that it counts, a part of a bar its contacts", async () => {
    await mountStatistics((action) => expect.step(JSON.stringify(action)));
    await click(".o_figure[data-figure=replied]");
    await animationFrame();
    await click(".o_part[title='Active: 3']");
    await animationFrame();
    expect.verifySteps([
        JSON.stringify({ report: "overview", domain: [["replied", "=", 1]], title: "Replied" }),
        JSON.stringify({ report: "funnel", domain: [["standing", "=", "active"]], title: "Active" }),
    ]);
});
