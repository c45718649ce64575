import { registry } from "@web/core/registry";

const DIALOG = ".modal:has(.o_email_sequence_variants)";

/** Add a variant to a step, see that its figures tell nothing yet, and that the step has two templates. */
registry.category("web_tour.tours").add("email_sequence_ab_test", {
    steps: () => [
        { trigger: ".o_email_sequence_steps .o_data_row button[name=action_open_variants]", run: "click" },
        { trigger: `${DIALOG} tbody tr:contains('A'):contains('Tour template')` },
        { trigger: `${DIALOG} .o_field_widget[name=variant_ids] .o_field_x2many_list_row_add a`, run: "click" },
        { trigger: `${DIALOG} .o_selected_row .o_field_widget[name=template_id] input`, run: "edit Tour question" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour question')", run: "click" },
        { trigger: `${DIALOG} .o_email_sequence_variants tr:contains('B'):contains('Tour question'):contains('50%')` },
        { trigger: `${DIALOG} .o_field_widget[name=variant_verdict]:contains('Too few to tell: 100 delivered mails')` },
        { trigger: `${DIALOG} .modal-footer button:contains('Save')`, run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_email_sequence_steps .o_data_row td[name=template_words]:contains('A/B · 2')" },
    ],
});

/** A salesperson reads the templates and their figures, and changes nothing. */
registry.category("web_tour.tours").add("email_sequence_ab_test_read", {
    steps: () => [
        { trigger: ".o_email_sequence_steps .o_data_row button[name=action_open_variants]", run: "click" },
        { trigger: `${DIALOG} .o_email_sequence_variants tr:contains('B'):contains('Tour question')` },
        { trigger: `${DIALOG} .o_field_widget[name=variant_verdict]:contains('Too few to tell')` },
        { trigger: `${DIALOG}:not(:has(input)):not(:has(.o_field_x2many_list_row_add))` },
        { trigger: `${DIALOG} .modal-footer:not(:contains('Save')) button:contains('Close')`, run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
