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

defineMailModels();
defineModels([Sequence]);

const ARCH = `<form><widget name="email_sequence_health"/><field name="name"/></form>`;
const FIX = { label: "Open the server", action: "some_action" };
const FINDINGS = [
    { code: "no_server", topic: "replies", sentence: "No incoming server.", detail: "", fix: FIX },
    { code: "account", topic: "sending", sentence: "The login was refused.", detail: "535 no", fix: false },
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
    expect("[data-topic=sending]").toHaveText(/ask an administrator/);
    await contains("[data-finding=no_server] button").click();
    expect.verifySteps(["some_action"]);
});

test("nothing is shown where all is well", async () => {
    onRpc("email.sequence", "get_health", () => []);
    await mountView({ type: "form", resModel: "email.sequence", resId: 1, arch: ARCH });
    await animationFrame();
    expect(".o_email_sequence_health").toHaveCount(0);
});
