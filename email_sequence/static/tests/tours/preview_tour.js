import { registry } from "@web/core/registry";

/** Preview a sequence for a contact, choose another one, read what leaves and when, and send all of it to oneself. */
registry.category("web_tour.tours").add("email_sequence_preview", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:contains('Preview')", run: "click" },
        { trigger: ".modal .o_field_widget[name=partner_id] input", run: "edit Tour Contact" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour Contact')", run: "click" },
        { trigger: ".modal .o_email_sequence_preview .o_kanban_record:eq(0):contains('Hello Tour Contact')" },
        { trigger: ".modal .o_kanban_record:eq(0):contains('Within a few minutes')" },
        { trigger: ".modal .o_kanban_record:eq(0) p:contains('Dear Tour Contact')" },
        { trigger: ".modal .o_kanban_record:eq(1):contains('Re: Hello Tour Contact'):contains('at a random time')" },
        { trigger: ".modal .o_field_widget[name=email_from]:contains('seller@seller.example')" },
        { trigger: ".modal button[name=action_send]", run: "click" },
        { trigger: ".o_notification:contains('Test mails sent to seller@seller.example: 2.')" },
        { trigger: ".modal .o_kanban_record:eq(1):contains('Re: Hello Tour Contact')" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
