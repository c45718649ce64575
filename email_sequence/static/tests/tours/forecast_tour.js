import { registry } from "@web/core/registry";

/** Open the forecast of a sequence as a graph, then as a list. */
registry.category("web_tour.tours").add("email_sequence_forecast", {
    steps: () => [
        { trigger: ".oe_stat_button:contains('Forecast')", run: "click" },
        { trigger: ".o_graph_view .o_email_sequence_forecast_note:contains('Paused subscriptions are not counted')" },
        { trigger: ".o_graph_view .o_graph_canvas_container canvas" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot_view .o_email_sequence_forecast_note" },
        { trigger: ".o_pivot_view .o_pivot_cell_value:contains('2')" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_list_view .o_email_sequence_forecast_note" },
        { trigger: ".o_data_row:contains('Tour first'):contains('Planned')" },
        { trigger: ".o_data_row:contains('Tour second'):contains('If nobody answers')" },
    ],
});

/** All sequences, from the menu. */
registry.category("web_tour.tours").add("email_sequence_forecast_of_all", {
    steps: () => [
        { trigger: ".o_menu_sections button:contains('Reporting')", run: "click" },
        { trigger: ".dropdown-item:contains('Forecast')", run: "click" },
        { trigger: ".o_graph_view .o_graph_canvas_container canvas" },
    ],
});
