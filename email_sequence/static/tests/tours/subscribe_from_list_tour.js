import { registry } from "@web/core/registry";

/** Select a contact in the list, subscribe it with the bulk action, and read who was left out. */
registry.category("web_tour.tours").add("email_sequence_subscribe_from_list", {
    steps: () => [
        { trigger: ".o_searchview_input", run: "edit Tour" },
        { trigger: ".o_searchview_autocomplete .o-dropdown-item:first", run: "click" },
        { trigger: ".o_searchview_facet:contains('Tour')" },
        { trigger: ".o_data_row:contains('Tour Nobody')" },
        { trigger: ".o_list_view:not(:has(.o_data_row:not(:contains('Tour'))))" },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: "button:contains('Subscribe to email sequence')", run: "click" },
        { trigger: ".modal .o_field_widget[name=sequence_id] input", run: "edit Tour" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour sequence')", run: "click" },
        { trigger: ".modal .o_field_widget[name=ready_count]:contains('1')" },
        { trigger: ".modal .o_field_widget[name=skipped_summary]:contains('No email address: 1')" },
        { trigger: ".modal button[name=action_subscribe]:enabled", run: "click" },
        { trigger: ".o_notification:contains('Subscribed: 1. Left out: 1.')" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

/** Cards are selected as rows are; what was done by mistake is undone on the message that tells of it. */
registry.category("web_tour.tours").add("email_sequence_subscribe_and_undo", {
    steps: () => [
        { trigger: ".o_data_row:contains('Tour Contact') .o_list_record_selector input", run: "click" },
        { trigger: "button:contains('Subscribe to email sequence')", run: "click" },
        { trigger: ".modal .o_field_widget[name=sequence_id] input", run: "edit Tour" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour sequence')", run: "click" },
        { trigger: ".modal button[name=action_subscribe]:enabled", run: "click" },
        { trigger: ".o_notification:contains('Subscribed: 1.') button:contains('Undo')", run: "click" },
        { trigger: ".o_notification:contains('Removed: 1.')" },
    ],
});

/** The list behind the number of those who will be subscribed. */
registry.category("web_tour.tours").add("email_sequence_see_who", {
    steps: () => [
        { trigger: ".o_data_row:contains('Tour Contact') .o_list_record_selector input", run: "click" },
        { trigger: ".o_data_row:contains('Tour Friend') .o_list_record_selector input", run: "click" },
        { trigger: "button:contains('Subscribe to email sequence')", run: "click" },
        { trigger: ".modal .o_field_widget[name=sequence_id] input", run: "edit Tour" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour sequence')", run: "click" },
        { trigger: ".modal button[name=action_view_ready]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Will be subscribed')" },
        { trigger: ".o_data_row:contains('Tour Friend')" },
    ],
});
