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
