import { expect, test } from "@odoo/hoot";
import { click, contains, defineMailModels, start, startServer } from "@mail/../tests/mail_test_helpers";
import { onRpc, serverState } from "@web/../tests/web_test_helpers";

defineMailModels();

const REPORT = { id: 3, state: "running", can_stop: true, title: "Pausing…", progress: 40, message: "400 of 1,000" };

/** A browser, and what tells it how far the server is. */
async function open() {
    const pyEnv = await startServer();
    await start();
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    return (report) => pyEnv["bus.bus"]._sendone(partner, "email_sequence.bulk", { ...REPORT, ...report });
}

test("a card shows how far it is, stops it, and makes way for the result", async () => {
    onRpc("email.sequence.bulk", "action_stop", ({ args }) => {
        expect.step(args[0]);
        return true;
    });
    const tell = await open();
    tell({});
    await contains("[data-bulk='3'] [role=progressbar][aria-valuenow='40']");
    await contains("[data-bulk='3']", { text: "Pausing…400 of 1,000Stop" });
    await click("[data-bulk='3'] button");
    await expect.waitForSteps([[3]]);
    tell({ state: "stopped", message: "Stopped after 400 of 1,000." });
    await contains(".o_notification", { text: "Stopped after 400 of 1,000." });
    await contains("[data-bulk]", { count: 0 });
});

test("what a dialog waits for cannot be stopped, and its result is said by the dialog", async () => {
    const tell = await open();
    tell({ can_stop: false });
    await contains("[data-bulk='3']", { text: "Pausing…400 of 1,000" });
    await contains("[data-bulk='3'] button", { count: 0 });
    tell({ state: "over" });
    await contains("[data-bulk]", { count: 0 });
    await contains(".o_notification", { count: 0 });
});
