import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The statistics of a sequence and the status of its contacts, counted when shown; each figure opens its rows. */
export class EmailSequenceStatistics extends Component {
    static template = "email_sequence.Statistics";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ contacts: [], mails: [], funnel: [], legend: [] });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => this.load(next.record.resId));
        this.reports = [
            { name: "overview", label: _t("By week") },
            { name: "funnel", label: _t("Where contacts leave") },
            { name: "template", label: _t("Steps and templates") },
            { name: "time", label: _t("Best time to send") },
        ];
    }

    async load(resId) {
        if (resId) {
            Object.assign(this.state, await this.orm.call("email.sequence", "get_statistics", [[resId]]));
        }
    }

    get groups() {
        return [
            { title: _t("Contacts"), figures: this.state.contacts },
            { title: _t("Mails"), figures: this.state.mails },
        ];
    }

    /** The stages, each with its contacts as parts of a bar that is as long as the fullest stage's is wide. */
    get stages() {
        const stages = this.state.funnel.map((stage) => ({
            ...stage,
            here: stage.breakdown.reduce((sum, part) => sum + part.count, 0),
        }));
        const most = Math.max(1, ...stages.map((stage) => stage.here));
        return stages.map((stage) => ({
            ...stage,
            parts: stage.breakdown.map((part) => ({
                ...part,
                style: `width: ${((100 * part.count) / most).toFixed(2)}%`,
            })),
        }));
    }

    async open(report, domain = [], title = false) {
        const args = [[this.props.record.resId], report, domain, title];
        this.action.doAction(await this.orm.call("email.sequence", "action_view_report", args));
    }
}

registry.category("view_widgets").add("email_sequence_statistics", { component: EmailSequenceStatistics });
