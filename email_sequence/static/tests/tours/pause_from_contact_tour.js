import { registry } from "@web/core/registry";

/** An error shows on top of the contact, and goes with a click once it is mended; the mail sent before is a click away. */
registry.category("web_tour.tours").add("email_sequence_resume_from_banner", {
    steps: () => [
        { trigger: ".alert:contains('The login was refused') button:contains('Resume')" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence')", run: "click" },
        { trigger: ".modal .o_email_sequence_timeline .o_entry[data-kind=waiting]:contains('once the subscription is resumed')" },
        { trigger: ".modal .o_entry[data-kind=sent] button:contains('Hello before')", run: "click" },
        { trigger: ".modal .o_field_widget[name=body]:contains('What was written')" },
        { trigger: ".modal:last .btn-close", run: "click" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: ".alert:contains('The login was refused') button:contains('Resume')", run: "click" },
        { trigger: ".o_form_view:not(:has(.alert:contains('The login was refused')))" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-play" },
    ],
});

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

/** Resume a contact who unsubscribed: from the dialog and from the feed, a question comes first, and Cancel changes nothing. */
registry.category("web_tour.tours").add("email_sequence_resume_unsubscribed", {
    steps: () => [
        { trigger: ".o-mail-Message:contains('unsubscribed') .o_email_sequence_resume", run: "click" },
        { trigger: ".modal .o_field_widget[name=question]:contains('unsubscribed from “Tour sequence”')" },
        { trigger: ".modal button:contains('Cancel')", run: "click" },
        { trigger: "body:not(:has(.modal)) .o-mail-Message .o_email_sequence_resume" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-pause", run: "click" },
        { trigger: ".modal button[name=action_resume]", run: "click" },
        { trigger: ".modal button:contains('Resume anyway')", run: "click" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('leaves on')" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-play" },
    ],
});

/** As the one before, answered with yes in the feed. */
registry.category("web_tour.tours").add("email_sequence_resume_unsubscribed_from_feed", {
    steps: () => [
        { trigger: ".o-mail-Message:contains('unsubscribed') .o_email_sequence_resume", run: "click" },
        { trigger: ".modal button:contains('Resume anyway')", run: "click" },
        { trigger: ".o-mail-Message:contains('was resumed by')" },
        { trigger: ".o-mail-Chatter:not(:has(.o_email_sequence_resume))" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-play" },
    ],
});
