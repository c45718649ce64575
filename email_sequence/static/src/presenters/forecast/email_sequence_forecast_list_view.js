import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** The forecast as a list, below the line that says what it is a forecast of. */
class EmailSequenceForecastListRenderer extends ListRenderer {
    static template = "email_sequence.ForecastListRenderer";
}

registry.category("views").add("email_sequence_forecast_list", {
    ...listView,
    Renderer: EmailSequenceForecastListRenderer,
});
