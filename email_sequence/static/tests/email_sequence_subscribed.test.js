import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

async function tellSubscribed() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "email_sequence_subscribed",
        params: { wizard_id: 5, undo_seconds: 15, title: "Book a demo", message: "Subscribed: 3.", next: false },
    });
    await animationFrame();
}

test("subscribing is taken back by the notification's button", async () => {
    onRpc("email.sequence.subscribe", "action_undo", ({ args }) => {
        expect.step(args[0]);
        return { type: "ir.actions.client", tag: "display_notification", params: { message: "Removed: 3." } };
    });
    await tellSubscribed();
    expect(".o_notification").toHaveText(/Subscribed: 3\./);
    await contains(".o_notification button:contains('Undo')").click();
    expect.verifySteps([[5]]);
    await animationFrame();
    expect(".o_notification").toHaveText(/Removed: 3\./);
});

test("undo is offered as long as the server says, and no longer", async () => {
    await tellSubscribed();
    await advanceTime(14_000);
    expect(".o_notification button:contains('Undo')").toHaveCount(1);
    await advanceTime(2_000);
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});
