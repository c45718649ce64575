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

const SEQUENCE = "email.sequence";
const SUBSCRIBE = "email.sequence.subscribe"; // the dialog

/**
 * Alerts about all that keeps replies from being seen and emails from being sent, each with a button to fix it, or whom
 * to ask; nothing if all is well. On a sequence, and in the dialog that subscribes to one, it says what concerns that
 * sequence; before one is chosen or saved, what concerns them all. Elsewhere it looks at the user's companies.
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
        if (record?.resModel === SUBSCRIBE) {
            return record.data.sequence_id?.id;
        }
        return record?.resModel === SEQUENCE && record.resId;
    }

    /** Whether a sequence is still to be chosen in the dialog, or to be saved on its form. */
    get isUndecided() {
        return [SUBSCRIBE, SEQUENCE].includes(this.props.record?.resModel) && !this.sequenceId;
    }

    get topics() {
        return Object.entries(TOPICS)
            .map(([name, title]) => ({ name, title, findings: this.state.findings.filter((f) => f.topic === name) }))
            .filter((topic) => topic.findings.length)
            .map((topic) => ({ ...topic, asks: [...new Set(topic.findings.map((f) => f.ask).filter(Boolean))] }));
    }

    async load(sequenceId) {
        const ids = sequenceId ? [sequenceId] : [];
        const findings = await this.keepLast.add(this.orm.call(SEQUENCE, "get_health", [ids]));
        this.state.findings = findings.filter((finding) => finding.concerns_all || !this.isUndecided);
    }

    open(finding) {
        return this.action.doAction(finding.fix.action);
    }
}

registry.category("view_widgets").add("email_sequence_health", { component: EmailSequenceHealth });
