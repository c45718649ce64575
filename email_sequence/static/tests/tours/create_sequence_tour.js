import { registry } from "@web/core/registry";

/** An empty overview teaches: one click makes an example, which can be looked at and activated. */
registry.category("web_tour.tours").add("email_sequence_example", {
    steps: () => [
        { trigger: ".o_view_nocontent:contains('sequence')" },
        { trigger: ".o_view_nocontent .btn:contains('Start with an example')", run: "click" },
        { trigger: ".o_field_widget[name=step_ids] .o_data_row:eq(2)" },
        { trigger: ".o_field_widget[name=step_ids] td[name=delay_words]:contains('days after the previous')" },
        { trigger: ".o_field_widget[name=step_ids] .o_data_row:first button:contains('Preview')", run: "click" },
        { trigger: ".modal .o_email_sequence_preview .o_kanban_record" },
        { trigger: ".modal .modal-footer button:contains('Close')", run: "click" },
        { trigger: "button[name=action_ask_activate]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Activated')" },
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: ".o_kanban_record .o_email_sequence_breakdown li:eq(3)" },
    ],
});

/** The figures of a card open the list behind them, and its steps are seen as cards and in the calendar. */
registry.category("web_tour.tours").add("email_sequence_cards", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Tour sequence') .o_breakdown_count:contains('1')" },
        { trigger: ".o_kanban_record:contains('Tour sequence') .o_figure:contains('Active')", run: "click" },
        { trigger: ".o_searchview_facet:contains('Active')" },
        { trigger: ".o_data_row:contains('Tour Contact')" },
        { trigger: ".o_switch_view.o_kanban", run: "click" },
        { trigger: ".o_kanban_group:contains('Tour template') .o_kanban_record:contains('Tour Contact')" },
        { trigger: ".o_switch_view.o_calendar", run: "click" },
        { trigger: ".o_calendar_view" },
        { trigger: ".o_calendar_button_next, .o_calendar_view .fc-event:contains('Tour Contact')" },
    ],
});

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
