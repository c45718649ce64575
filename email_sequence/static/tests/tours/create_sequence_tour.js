import { registry } from "@web/core/registry";

/** Build a sequence with one step in place, activate it, and deactivate it on the overview page. */
registry.category("web_tour.tours").add("email_sequence_create", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] textarea", run: "edit Made by a tour" },
        { trigger: ".o_field_widget[name=step_ids] button:contains('Add a step'), .o_field_widget[name=step_ids] a:contains('Add a step')", run: "click" },
        { trigger: ".o_field_widget[name=template_id] input", run: "edit Tour" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour template')", run: "click" },
        { trigger: ".o_field_widget[name=delay_days] input:value(0)" },
        { trigger: "button[name=action_ask_activate]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Activated')" },
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: ".o_data_row:contains('Made by a tour') button[name=action_ask_deactivate]", run: "click" },
        { trigger: ".modal .o_field_widget[name=effect]:contains('Nothing more leaves to the 0 contacts')" },
        { trigger: ".modal button[name=action_switch]", run: "click" },
        { trigger: ".o_data_row:contains('Made by a tour') .o_field_badge:contains('Deactivated')" },
    ],
});
