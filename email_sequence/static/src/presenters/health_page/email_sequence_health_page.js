import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { EmailSequenceHealth } from "../health/email_sequence_health";

/** Whether emails are sent and replies are seen: what is wrong, how to fix it, and when each was last done. */
export class EmailSequenceHealthPage extends Component {
    static template = "email_sequence.HealthPage";
    static components = { EmailSequenceHealth, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        const orm = useService("orm");
        this.state = useState({ topics: [] });
        onWillStart(async () => {
            this.state.topics = await orm.call("email.sequence.health", "get_page", []);
        });
    }
}

registry.category("actions").add("email_sequence_health_page", EmailSequenceHealthPage);
