import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

/** The forecast as a graph and as a pivot table, below the line that says what it is a forecast of. */
class EmailSequenceForecastGraphRenderer extends GraphRenderer {
    static template = "email_sequence.ForecastGraphRenderer";
}

class EmailSequenceForecastPivotRenderer extends PivotRenderer {
    static template = "email_sequence.ForecastPivotRenderer";
}

const views = registry.category("views");
views.add("email_sequence_forecast_graph", { ...graphView, Renderer: EmailSequenceForecastGraphRenderer });
views.add("email_sequence_forecast_pivot", { ...pivotView, Renderer: EmailSequenceForecastPivotRenderer });
