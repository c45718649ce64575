import { Component, useState } from "@odoo/owl";

/** A card for each bulk action under way: what it does, how far it is, and a button that stops it. */
export class EmailSequenceBulkProgress extends Component {
    static template = "email_sequence.BulkProgress";
    static props = { reports: Object, stop: Function };

    setup() {
        this.reports = useState(this.props.reports);
    }
}
