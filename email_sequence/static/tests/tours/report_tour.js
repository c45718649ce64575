import { registry } from "@web/core/registry";

/** From a figure of a sequence to the mail behind it. */
registry.category("web_tour.tours").add("email_sequence_statistics", {
    steps: () => [
        { trigger: ".o_notebook_headers a[name=statistics]", run: "click" },
        { trigger: ".o_email_sequence_statistics .o_figure[data-figure=subscribed]:contains('2')" },
        { trigger: ".o_funnel tbody tr:contains('Tour first') .o_part[title='Paused by a reply: 1']" },
        { trigger: ".o_email_sequence_statistics .o_figure[data-figure=replied]:contains('1')", run: "click" },
        { trigger: ".o_last_breadcrumb_item:contains('Replied')" },
        { trigger: ".o_pager_limit:contains('1')" },
        { trigger: ".o_data_row .o_data_cell:contains('Tour contact')", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=trace_status]" },
    ],
});

/** From the menu to the contacts behind a figure, and from a sequence's list to a comparison. */
registry.category("web_tour.tours").add("email_sequence_reports", {
    steps: () => [
        { trigger: ".o_menu_sections button:contains('Reporting')", run: "click" },
        { trigger: ".dropdown-item:contains('Overview')", run: "click" },
        { trigger: ".o_pivot_view th:contains('Reply rate per contact')[data-tooltip^='Contacts who replied']" },
        { trigger: ".o_pivot_view tbody tr:contains('Tour sequence') .o_pivot_cell_value:eq(2):contains('1')", run: "click" },
        { trigger: ".o_list_table:not(:has(.o_data_row:contains('Ada'))) .o_data_row:contains('Paused by a reply')" },
        { trigger: ".o_list_view .o_data_row .o_list_record_selector input", run: "click" },
        { trigger: "button:contains('Open the contacts')", run: "click" },
        { trigger: ".o_last_breadcrumb_item:contains('Tour contact')" },
        { trigger: ".o_menu_sections button:contains('Reporting')", run: "click" },
        { trigger: ".dropdown-item:contains('Overview')", run: "click" },
        { trigger: ".o_pivot_view tbody tr:contains('Tour sequence') .o_pivot_cell_value:eq(4):contains('50')", run: "click" },
        { trigger: ".o_list_table:not(:has(.o_data_row:contains('Ada'))) .o_data_row:contains('Paused by a reply')" },
        { trigger: ".o_menu_sections button:contains('Reporting')", run: "click" },
        { trigger: ".dropdown-item:contains('Best time to send')", run: "click" },
        { trigger: ".o_graph_view .o_email_sequence_report_note:contains('out of 100 delivered')" },
        { trigger: ".o_graph_view canvas" },
    ],
});
