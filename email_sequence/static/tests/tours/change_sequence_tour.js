import { registry } from "@web/core/registry";

/** Change a delay and take a step out while a contact waits: the form says what saving does before it is saved. */
registry.category("web_tour.tours").add("email_sequence_change", {
    steps: () => [
        { trigger: ".o_notebook .nav-link[name=windows]", run: "click" },
        { trigger: ".o_field_widget[name=openings]" },
        { trigger: ".o_notebook .nav-link[name=steps]", run: "click" },
        { trigger: ".o_form_view:not(:has(.o_field_widget[name=impact]))" },
        { trigger: ".o_field_widget[name=step_ids] .o_data_row:first td[name=delay_days]", run: "click" },
        { trigger: ".o_field_widget[name=step_ids] .o_field_widget[name=delay_days] input", run: "edit 5" },
        { trigger: ".o_field_widget[name=name] textarea", run: "click" },
        { trigger: ".o_field_widget[name=impact]:contains('Saving plans subscriptions again: 1.')" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_field_widget[name=impact]))" },
        { trigger: ".o_field_widget[name=step_ids] .o_data_row:first .o_list_record_remove", run: "click" },
        { trigger: ".o_field_widget[name=impact]:contains('wait for a step taken out: 1; finished by that: 0')" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_view:not(:has(.o_field_widget[name=impact]))" },
        { trigger: ".o_field_widget[name=step_ids] .o_data_row:first button[name=action_duplicate]", run: "click" },
        { trigger: ".o_field_widget[name=step_ids] .o_data_row:eq(2)" },
        { trigger: "button[name=action_ask_deactivate]", run: "click" },
        { trigger: ".modal .o_field_widget[name=effect]:contains('Nothing more leaves to the 1 contacts')" },
        { trigger: ".modal button[name=action_switch]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Deactivated')" },
    ],
});

/** Activating what was deactivated for a while says first how many mails are overdue, and when they leave. */
registry.category("web_tour.tours").add("email_sequence_activate_overdue", {
    steps: () => [
        { trigger: "button[name=action_ask_activate]", run: "click" },
        { trigger: ".modal .o_field_widget[name=effect]:contains('1 mails are overdue')" },
        { trigger: ".modal button[name=action_switch]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Activated')" },
    ],
});
