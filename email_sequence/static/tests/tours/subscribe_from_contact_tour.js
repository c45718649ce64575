import { registry } from "@web/core/registry";

/** Subscribe one contact from its page, at its second address, and remove it again in the dialog. */
registry.category("web_tour.tours").add("email_sequence_subscribe_from_contact", {
    steps: () => [
        { trigger: ".o_email_sequence_subscribe", run: "click" },
        { trigger: ".modal .o_field_widget[name=sequence_id] input", run: "edit Tour" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour sequence')", run: "click" },
        { trigger: ".modal .o_field_widget[name=address_id] input", run: "edit second" },
        { trigger: ".o-autocomplete--dropdown-item:contains('second@customer.example')", run: "click" },
        { trigger: ".modal .o_field_widget[name=ready_count]:contains('1')" },
        { trigger: ".modal button[name=action_subscribe]:enabled", run: "click" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence')", run: "click" },
        { trigger: ".modal .o_field_widget[name=email]:contains('second@customer.example')" },
        { trigger: ".modal button[name=action_remove]", run: "click" },
        { trigger: ".modal button:contains('Remove'):last", run: "click" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('Removed')" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: ".o_email_sequence_chips:not(:has(.o_tag))" },
    ],
});
