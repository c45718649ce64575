import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Sequence extends models.Model {
    _name = "email.sequence";
    name = fields.Char();
    _records = [{ id: 1, name: "Book a demo" }];
}

class Subscribe extends models.Model {
    _name = "email.sequence.subscribe";
    sequence_id = fields.Many2one({ relation: "email.sequence" });
}

defineMailModels();
defineModels([Sequence, Subscribe]);

const ARCH = `<form><widget name="email_sequence_health"/><field name="name"/></form>`;
const DIALOG = `<form><widget name="email_sequence_health"/><field name="sequence_id"/></form>`;
const FIX = { label: "Open the server", action: "some_action" };
const ASK = "Please ask an administrator.";
const FINDINGS = [
    { code: "no_server", topic: "replies", concerns_all: true, sentence: "No server.", detail: "", fix: FIX, ask: "" },
    { code: "account", topic: "sending", sentence: "The login was refused.", detail: "535 no", fix: false, ask: ASK },
    { code: "sender", topic: "sending", sentence: "Sam has no address.", detail: "", fix: false, ask: ASK },
];

test("each topic has its alert, each finding its fix", async () => {
    onRpc("email.sequence", "get_health", ({ args }) => {
        expect.step(args[0]);
        return FINDINGS;
    });
    mockService("action", { doAction: (action) => expect.step(action) });
    await mountView({ type: "form", resModel: "email.sequence", resId: 1, arch: ARCH });
    await animationFrame();
    expect.verifySteps([[1]]);
    expect(queryAllTexts(".o_email_sequence_health li > :not(button)")).toEqual(["535 no"]);
    expect(queryAllTexts("[data-topic=sending] > div")).toEqual([ASK]);
    expect("[data-topic=replies] > div").toHaveCount(0);
    await contains("[data-finding=no_server] button").click();
    expect.verifySteps(["some_action"]);
});

test("nothing is shown where all is well", async () => {
    onRpc("email.sequence", "get_health", () => []);
    await mountView({ type: "form", resModel: "email.sequence", resId: 1, arch: ARCH });
    await animationFrame();
    expect(".o_email_sequence_health").toHaveCount(0);
});

test("the dialog says what concerns its sequence; before one is chosen, what concerns all", async () => {
    onRpc("email.sequence", "get_health", ({ args }) => {
        expect.step(args[0]);
        return FINDINGS;
    });
    await mountView({ type: "form", resModel: "email.sequence.subscribe", arch: DIALOG });
    await animationFrame();
    expect.verifySteps([[]]);
    expect("li[data-finding]").toHaveCount(1);
    expect("[data-finding=no_server]").toHaveCount(1);
    await contains(".o_field_widget[name=sequence_id] input").click();
    await contains(".o-autocomplete--dropdown-item:contains(Book a demo)").click();
    await animationFrame();
    expect.verifySteps([[1]]);
    expect("li[data-finding]").toHaveCount(3);
});
