import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

// What stands behind a mean: the rows that raise it.
const ROWS_BEHIND = {
    contact_reply_rate: "replied_contacts",
    mail_reply_rate: "replied",
    open_rate: "opened",
    days_to_reply: "replied",
};

/** The domain of the rows that a figure counts, among all the rows of its group. */
export function domainOfFigure(measure, domain) {
    return measure === "__count" ? domain : [...domain, [ROWS_BEHIND[measure] || measure, "=", 1]];
}

/** What a figure counts, as the help of its field says. */
function definition(metaData, measure) {
    return metaData.fields[measure]?.help || "";
}

/** A pivot table that says what each figure counts, and whose figures open the rows that they count. */
class EmailSequenceReportPivotRenderer extends PivotRenderer {
    static template = "email_sequence.ReportPivotRenderer";

    definition(measure) {
        return definition(this.model.metaData, measure);
    }

    onOpenView(cell, newWindow) {
        this.opened = cell.measure;
        return super.onOpenView(cell, newWindow);
    }

    openView(domain, views, context, newWindow) {
        return super.openView(domainOfFigure(this.opened, domain), views, context, newWindow);
    }
}

/** A graph that says what its figure counts, and whose bars open the rows that they count. */
class EmailSequenceReportGraphRenderer extends GraphRenderer {
    static template = "email_sequence.ReportGraphRenderer";

    get definition() {
        return definition(this.model.metaData, this.model.metaData.measure);
    }

    openView(domain, views, context, newWindow) {
        const rows = domainOfFigure(this.model.metaData.measure, domain);
        return super.openView(rows, views, context, newWindow);
    }
}

const views = registry.category("views");
views.add("email_sequence_report_graph", { ...graphView, Renderer: EmailSequenceReportGraphRenderer });
views.add("email_sequence_report_pivot", { ...pivotView, Renderer: EmailSequenceReportPivotRenderer });
