import { registry } from "@web/core/registry";

const selectAll = [
    { trigger: "thead .o_list_record_selector input", run: "click" },
    { trigger: ".o_selection_container:contains('selected')" },
];

/** Select every subscription, pause them until a date, read the result, and resume them. */
registry.category("web_tour.tours").add("email_sequence_bulk", {
    steps: () => [
        { trigger: ".o_data_row:contains('Tour Contact')" },
        ...selectAll,
        { trigger: ".o_control_panel button:contains('Pause')", run: "click" },
        { trigger: ".modal .o_field_widget[name=summary]:contains('Will be paused: 4. Stay as they are: 0.')" },
        { trigger: ".modal .o_field_widget[name=until] input", run: "edit 12/24/2099" },
        { trigger: ".modal button[name=action_start]:visible:contains('Pause')", run: "click" },
        { trigger: ".o_notification:contains('Paused: 4. Left as they were: 0.') .o_notification_close", run: "click" },
        { trigger: "body:not(:has(.modal)):not(:has(.o_notification))" },
        { trigger: ".o_list_view:not(:has(.o_data_row:not(:contains('Paused'))))" },
        ...selectAll,
        { trigger: ".o_control_panel button:contains('Resume')", run: "click" },
        { trigger: ".modal .o_field_widget[name=summary]:contains('Will be resumed: 4. Stay as they are: 0.')" },
        { trigger: ".modal button[name=action_start]:visible:contains('Resume')", run: "click" },
        { trigger: ".o_notification:contains('Resumed: 4. Left as they were: 0.')" },
        { trigger: ".o_list_view:not(:has(.o_data_row:not(:contains('Active'))))" },
    ],
});

/** A bulk action in the background shows how far it is; Stop ends it, and the list of bulk actions goes on with it. */
registry.category("web_tour.tours").add("email_sequence_bulk_progress", {
    steps: () => [
        { trigger: ".o_data_row:contains('Tour Contact')" },
        ...selectAll,
        { trigger: ".o_control_panel button:contains('Pause')", run: "click" },
        { trigger: ".modal button[name=action_start]:visible:contains('Pause')", run: "click" },
        { trigger: ".o_email_sequence_bulk .card:contains('Pausing…'):contains('0 of 4')" },
        { trigger: ".o_email_sequence_bulk .card button:contains('Stop')", run: "click" },
        { trigger: ".o_notification:contains('Stopped after 0 of 4.')" },
        { trigger: "body:not(:has(.o_email_sequence_bulk .card))" },
        { trigger: "button[data-menu-xmlid='email_sequence.menu_configuration']", run: "click" },
        { trigger: "a[data-menu-xmlid='email_sequence.menu_bulk']", run: "click" },
        { trigger: ".o_data_row:contains('Stopped') button[name=action_continue]", run: "click" },
        { trigger: ".o_data_row:contains('Waiting') button[name=action_stop]" },
        { trigger: ".o_email_sequence_bulk .card:contains('0 of 4')" },
    ],
});
