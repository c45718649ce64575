import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Trace extends models.Model {
    _name = "email.sequence.trace";
    subject = fields.Char();
    _records = [{ id: 7, subject: "A question" }];
    _views = { form: `<form><field name="subject"/></form>` };
}

function variant(letter, template, figures) {
    const none = { sent: 0, delivered: 0, replied: 0, bounced: 0, rate: false, low: false, high: false };
    return { letter, template, weight: 1, share: 0.25, in_use: true, ...none, ...figures };
}

class Course extends models.Model {
    _name = "course";
    value = fields.Json();
    daily_limit = fields.Integer();
    _records = [
        {
            id: 1,
            value: [
                { kind: "start", title: "Subscribed", moment: "Mon 2 Mar", notes: [], trace_id: false },
                {
                    kind: "called", label: "Called", icon: "fa-phone", colour: "text-bg-primary",
                    title: "A question", moment: "Mon 2 Mar", notes: ["Answered."], trace_id: 7,
                },
                { kind: "later", title: "Reminder", moment: null, notes: ["3 days later"], trace_id: false },
            ],
        },
        {
            id: 2,
            value: [
                { label: "First", count: 30, kind: "waiting" },
                { label: "Second", count: 10, kind: "waiting" },
                { label: "Finished", count: 60, kind: "finished" },
            ],
        },
        {
            id: 3,
            value: [
                ...Array.from({ length: 200 }, (_, n) => ({ label: `Step ${n}`, count: n, kind: "waiting" })),
                { label: "Finished", count: 0, kind: "finished" },
            ],
        },
        {
            id: 4,
            value: [
                { date: "2026-03-02", label: "Mon 2", sentence: "Monday 9 to 16", stretches: [[540, 960]], skipped: false },
                { date: "2026-03-03", label: "Tue 3", sentence: "Tuesday skipped", stretches: [], skipped: "Holiday" },
            ],
        },
        {
            id: 5,
            value: [{ provider: "Gmail", words: "500 a day", values: { daily_limit: 500 }, source: "https://x.example" }],
        },
        { id: 6, value: false },
        {
            id: 7,
            value: [
                variant("A", "Plain", { delivered: 1200, replied: 120, rate: 0.1, low: 0.05, high: 0.2 }),
                variant("B", "Question", { delivered: 100, replied: 30, rate: 0.3, low: 0.2, high: 0.4 }),
                variant("C", "New", { share: 0.5 }),
                variant("", "Old", { share: 0, delivered: 10, replied: 0, rate: 0, low: 0, high: 0.2775 }),
            ],
        },
    ];
}

defineMailModels();
defineModels([Course, Trace]);

function mount(widget, resId) {
    const arch = `<form><field name="daily_limit"/><field name="value" widget="${widget}"/></form>`;
    return mountView({ type: "form", resModel: "course", resId, arch });
}

test("the timeline shows each entry with its notes, and opens a mail that was kept", async () => {
    await mount("email_sequence_timeline", 1);
    expect(".o_email_sequence_timeline .o_entry").toHaveCount(3);
    expect(".o_entry[data-kind=called] .fa-phone").toHaveAttribute("aria-label", "Called");
    expect(".o_entry[data-kind=called] .o_entry_icon").toHaveClass("text-bg-primary");
    expect(".o_entry[data-kind=called]").toHaveText(/Answered\./);
    expect(".o_entry[data-kind=start] button").toHaveCount(0);
    await contains(".o_entry[data-kind=called] button").click();
    expect(".modal .o_field_widget[name=subject]").toHaveText("A question");
    expect(".modal .o_field_widget[name=subject] input").toHaveCount(0);
});

test("the breakdown draws each step as long as many wait for it", async () => {
    await mount("email_sequence_breakdown", 2);
    expect(queryAllTexts(".o_breakdown_label")).toEqual(["First", "Second", "Finished"]);
    expect(queryAllTexts(".o_breakdown_count")).toEqual(["30", "10", "60"]);
    expect(".o_breakdown_bar:eq(0)").toHaveStyle({ width: "50.0%" }, { inline: true });
    expect("[data-kind=finished] .o_breakdown_bar").toHaveClass("bg-success");
});

test("of 200 steps, the breakdown shows the fullest ones in their order, and says how many more there are", async () => {
    await mount("email_sequence_breakdown", 3);
    const labels = queryAllTexts(".o_breakdown_label");
    expect(labels).toEqual([...[194, 195, 196, 197, 198, 199].map((n) => `Step ${n}`), "Finished"]);
    expect(".o_email_sequence_breakdown").toHaveText(/194 more steps/);
});

test("the next openings draw open time as part of the day, and name what is skipped", async () => {
    await mount("email_sequence_openings", 4);
    expect("[data-date='2026-03-02'] .o_open").toHaveStyle({ left: "37.50%", width: "29.17%" }, { inline: true });
    expect("[data-date='2026-03-03'] .o_open").toHaveCount(0);
    expect("[data-date='2026-03-03']").toHaveText(/Holiday/);
});

test("a provider's usual limit is filled in by a click", async () => {
    await mount("email_sequence_usual_limits", 5);
    await contains(".o_field_widget[name=value] button").click();
    expect(".o_field_widget[name=daily_limit] input").toHaveValue("500");
});

test("the variants of a step are a table, their ranges drawn beside the highest of them", async () => {
    await mount("email_sequence_variants", 7);
    expect(queryAllTexts("tbody th")).toEqual(["A Plain", "B Question", "C New", "Old"]);
    expect("thead th[scope=col]").toHaveCount(7);
    expect(queryAllTexts("tbody tr:eq(0) td")).toEqual(["25%", "0", "0", "1,200", "120", "10%\n5% to 20%"]);
    expect(".o_range:eq(0)").toHaveStyle({ "inset-inline-start": "12.5%", width: "37.5%" }, { inline: true });
    expect(".o_range_rate:eq(1)").toHaveStyle({ "inset-inline-start": "75.0%" }, { inline: true });
    expect("tbody tr:eq(3)").toHaveText(/No longer used/);
});

test("of a variant that nothing was delivered of, no range is drawn", async () => {
    await mount("email_sequence_variants", 7);
    expect("tbody tr:eq(2) .o_range").toHaveCount(0);
    expect("tbody tr:eq(2)").toHaveText(/None delivered yet/);
});

test("nothing is drawn where there is no value", async () => {
    for (const widget of ["timeline", "breakdown", "openings", "usual_limits"]) {
        await mount(`email_sequence_${widget}`, 6);
        expect(`.o_field_email_sequence_${widget} li`).toHaveCount(0);
    }
    await mount("email_sequence_variants", 6);
    expect(".o_email_sequence_variants tbody tr").toHaveCount(0);
});
