import { registry } from "@web/core/registry";

/** Click the sequence's chip on the contact, pause in the dialog, and resume from the activity feed. */
registry.category("web_tour.tours").add("email_sequence_pause_from_contact", {
    steps: () => [
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-play", run: "click" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('leaves on')" },
        { trigger: ".modal button[name=action_pause]", run: "click" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('was paused by')" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-pause" },
        { trigger: ".o-mail-Message:contains('was paused by') .o_email_sequence_resume", run: "click" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-play" },
        { trigger: ".o-mail-Message:contains('was resumed by')" },
        { trigger: ".o-mail-Chatter:not(:has(.o_email_sequence_resume))" },
    ],
});
