import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, mockService, models, mountView } from "@web/../tests/web_test_helpers";

class Subscription extends models.Model {
    _name = "email.sequence.subscription";
    next_sentence = fields.Char();
    _records = [
        { id: 1, next_sentence: "leaves soon" },
        { id: 2, next_sentence: "was paused" },
    ];
    _views = { form: `<form><field name="next_sentence"/></form>` };
}

class Contact extends models.Model {
    _name = "contact";
    chips = fields.Json();
    _records = [
        {
            id: 1,
            chips: [
                { id: 1, name: "Book a demo", state: "active", colour: 10, icon: "fa-play" },
                { id: 2, name: "Newsletter", state: "held", colour: 4, icon: "fa-hand-paper-o" },
            ],
        },
    ];
}

defineMailModels();
defineModels([Subscription, Contact]);

const ARCH = `<form><field name="chips" widget="email_sequence_chips"/></form>`;

test("a chip for each sequence that the contact is in, with the looks that the server gives it", async () => {
    await mountView({ type: "form", resModel: "contact", resId: 1, arch: ARCH });
    expect(queryAllTexts(".o_email_sequence_chips .o_tag")).toEqual(["Book a demo", "Newsletter"]);
    expect(".o_tag:contains('Book a demo') .fa-play").toHaveCount(1);
    expect(".o_tag:contains('Newsletter') .fa-hand-paper-o").toHaveCount(1);
});

test("a click on a chip opens its dialog", async () => {
    await mountView({ type: "form", resModel: "contact", resId: 1, arch: ARCH });
    await contains(".o_tag:contains('Newsletter')").click();
    expect(".modal .modal-title").toHaveText("Newsletter");
    expect(".modal .o_field_widget[name=next_sentence]").toHaveText("was paused");
});

test("the contact is subscribed by the dialog", async () => {
    mockService("action", {
        doAction: (action, { additionalContext }) => expect.step([action, additionalContext.active_ids]),
    });
    await mountView({ type: "form", resModel: "contact", resId: 1, arch: ARCH });
    await contains(".o_email_sequence_subscribe").click();
    expect.verifySteps([["email_sequence.email_sequence_subscribe_action", [1]]]);
});

test("a contact that is not saved yet cannot be subscribed", async () => {
    await mountView({ type: "form", resModel: "contact", arch: ARCH });
    expect(".o_email_sequence_subscribe").toHaveCount(0);
});
