import { registry } from "@web/core/registry";

/** Subscribe a contact to begin with the second step, read when it leaves, then skip a step in the dialog. */
registry.category("web_tour.tours").add("email_sequence_start_at_step_and_skip", {
    steps: () => [
        { trigger: ".o_email_sequence_subscribe", run: "click" },
        { trigger: ".modal .o_field_widget[name=sequence_id] input", run: "edit Tour" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour sequence')", run: "click" },
        { trigger: ".modal .o_field_widget[name=step_id] input:value(Tour template)" },
        { trigger: ".modal .o_field_widget[name=step_id] input", run: "edit Second" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Second template')", run: "click" },
        { trigger: ".modal .o_field_widget[name=first_mail]:contains('at a random time on')" },
        { trigger: ".modal button[name=action_subscribe]:enabled", run: "click" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence')", run: "click" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('Second template')" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('in the sending window 00:00')" },
        { trigger: ".modal .o_field_widget[name=zone_sentence]:contains('UTC')" },
        { trigger: ".modal button[name=action_skip_step]", run: "click" },
        { trigger: ".modal button:contains('Skip'):last", run: "click" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('Third template')" },
        { trigger: ".modal .o_form_view:not(:has(button[name=action_send_now]))" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: ".o-mail-Message:contains('skipped')" },
    ],
});

/** A manager lets the next step leave now, and reads in the feed who did. */
registry.category("web_tour.tours").add("email_sequence_send_now", {
    steps: () => [
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence')", run: "click" },
        { trigger: ".modal button[name=action_send_now]", run: "click" },
        { trigger: ".modal button:contains('Send now'):last", run: "click" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('within a few minutes')" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: ".o-mail-Message:contains('leave at once')" },
    ],
});

/** A contact who finished is subscribed to the same sequence once more. */
registry.category("web_tour.tours").add("email_sequence_subscribe_again", {
    steps: () => [
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-check", run: "click" },
        { trigger: ".modal .o_field_widget[name=next_sentence]:contains('Finished')" },
        { trigger: ".modal button[name=action_subscribe_again]", run: "click" },
        { trigger: ".modal .o_field_widget[name=again] input:checked" },
        { trigger: ".modal button[name=action_subscribe]:enabled", run: "click" },
        { trigger: ".o_notification:contains('Subscribed: 1')" },
    ],
});
