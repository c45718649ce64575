import { registry } from "@web/core/registry";

/** See the public holidays that a working calendar has, add them, and see them in the schedule. */
registry.category("web_tour.tours").add("email_sequence_schedule_holidays", {
    steps: () => [
        { trigger: "button:contains('Import public holidays')", run: "click" },
        { trigger: ".modal .o_field_widget[name=source] input[data-value=calendar]", run: "click" },
        { trigger: ".modal .o_field_widget[name=calendar_id] input", run: "edit Tour calendar" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour calendar')", run: "click" },
        { trigger: ".modal .o_field_widget[name=preview] tr:contains('Tour holiday')" },
        { trigger: ".modal button[name=action_add]:contains('Add 2 dates')", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=skip_ids] .o_data_row:contains('Tour holiday')" },
    ],
});

/** A salesperson sees the week and the picture, and nothing to change them with. */
registry.category("web_tour.tours").add("email_sequence_schedule_readonly", {
    steps: () => [
        { trigger: ".o_email_sequence_week [data-day='0']:contains('09:00 – 16:00')" },
        { trigger: ".o_email_sequence_openings .o_open" },
        { trigger: "body:not(:has(.o_email_sequence_week input, .o_email_sequence_week button))" },
        { trigger: ".o_form_view:not(:contains('Import public holidays'))" },
    ],
});
