import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const TOPICS = {
    replies: _t("Replies may go unseen. Sequences would then go on for contacts who have answered."),
    sending: _t("Mails do not leave as planned."),
};

/**
 * Alerts about all that keeps replies from being seen and emails from being sent, each with a button to fix it; nothing
 * if all is well. On a sequence it looks at the sequence's company, elsewhere at the user's companies.
 */
export class EmailSequenceHealth extends Component {
    static template = "email_sequence.Health";
    static props = { ...standardWidgetProps, record: { type: Object, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ findings: [] });
        useEffect(
            (sequenceId) => {
                this.load(sequenceId);
            },
            () => [this.sequenceId]
        );
    }

    get sequenceId() {
        const { record } = this.props;
        return record?.resModel === "email.sequence" && record.resId;
    }

    get topics() {
        return Object.entries(TOPICS)
            .map(([name, title]) => ({ name, title, findings: this.state.findings.filter((f) => f.topic === name) }))
            .filter((topic) => topic.findings.length);
    }

    get canFixAll() {
        return this.state.findings.every((finding) => finding.fix);
    }

    async load(sequenceId) {
        const ids = sequenceId ? [sequenceId] : [];
        this.state.findings = await this.keepLast.add(this.orm.call("email.sequence", "get_health", [ids]));
    }

    open(finding) {
        return this.action.doAction(finding.fix.action);
    }
}

registry.category("view_widgets").add("email_sequence_health", { component: EmailSequenceHealth });
