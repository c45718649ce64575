import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

/** The domain of the rows that a figure counts among all the rows of its group. */
async function domainOfFigure(orm, measure, domain) {
    if (measure === "__count") {
        return domain;
    }
    return [...domain, ...(await orm.call("email.sequence.report", "get_rows_counted", [measure]))];
}

/** What a figure counts, as the help of its field says. */
function definition(metaData, measure) {
    return metaData.fields[measure]?.help || "";
}

/** A pivot table that says what each figure counts, and opens the rows behind it. */
class EmailSequenceReportPivotRenderer extends PivotRenderer {
    static template = "email_sequence.ReportPivotRenderer";

    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    definition(measure) {
        return definition(this.model.metaData, measure);
    }

    onOpenView(cell, newWindow) {
        this.opened = cell.measure;
        return super.onOpenView(cell, newWindow);
    }

    async openView(domain, views, context, newWindow) {
        const rows = await domainOfFigure(this.orm, this.opened, domain);
        return super.openView(rows, views, context, newWindow);
    }
}

/** A graph that says what its figure counts, and whose bars open the rows behind them. */
class EmailSequenceReportGraphRenderer extends GraphRenderer {
    static template = "email_sequence.ReportGraphRenderer";

    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    get definition() {
        return definition(this.model.metaData, this.model.metaData.measure);
    }

    async openView(domain, views, context, newWindow) {
        const rows = await domainOfFigure(this.orm, this.model.metaData.measure, domain);
        return super.openView(rows, views, context, newWindow);
    }
}

const views = registry.category("views");
views.add("email_sequence_report_graph", { ...graphView, Renderer: EmailSequenceReportGraphRenderer });
views.add("email_sequence_report_pivot", { ...pivotView, Renderer: EmailSequenceReportPivotRenderer });
