import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

test("subscribing is taken back by the notification's button", async () => {
    onRpc("email.sequence.subscribe", "action_undo", ({ args }) => {
        expect.step(args[0]);
        return { type: "ir.actions.client", tag: "display_notification", params: { message: "Removed: 3." } };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "email_sequence_subscribed",
        params: { wizard_id: 5, title: "Book a demo", message: "Subscribed: 3.", next: false },
    });
    await animationFrame();
    expect(".o_notification").toHaveText(/Subscribed: 3\./);
    await contains(".o_notification button:contains('Undo')").click();
    expect.verifySteps([[5]]);
    await animationFrame();
    expect(".o_notification").toHaveText(/Removed: 3\./);
});
