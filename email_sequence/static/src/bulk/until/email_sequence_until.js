import { registry } from "@web/core/registry";
import { DateTimeField, dateField } from "@web/views/fields/datetime/datetime_field";

/**
 * A date of the user's own calendar, not before the one in another field: the option `min_date` names that field. The
 * server knows the user's time zone; the browser may be in another one.
 */
export class EmailSequenceUntil extends DateTimeField {
    parseLimitDate(name) {
        return this.props.record.data[name];
    }
}

registry.category("fields").add("email_sequence_until", { ...dateField, component: EmailSequenceUntil });
