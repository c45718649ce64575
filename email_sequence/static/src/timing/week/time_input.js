import { Component } from "@odoo/owl";
import { formatFloatTime } from "@web/views/fields/formatters";
import { useInputField } from "@web/views/fields/input_field_hook";
import { useNumpadDecimal } from "@web/views/fields/numpad_decimal_hook";
import { parseFloatTime } from "@web/views/fields/parsers";
import { HOURS_PER_DAY } from "./week";

/** Hours of a day from what was typed, as Odoo reads times: "9", "9:30", "24:00"; throws where it is none. */
function parseTimeOfDay(text) {
    const [, minutes = "0"] = text.split(":");
    const hours = parseFloatTime(text.trim());
    if (!(hours >= 0 && hours <= HOURS_PER_DAY && minutes >= 0 && minutes < 60)) {
        throw new Error(`"${text}" is no time of a day`);
    }
    return hours;
}

/** The start or the end of a sending window, to be typed. */
export class TimeInput extends Component {
    static template = "email_sequence.TimeInput";
    static props = { record: Object, name: String, label: String };

    setup() {
        useInputField({
            getValue: () => formatFloatTime(this.props.record.data[this.props.name]),
            refName: "numpadDecimal",
            parse: parseTimeOfDay,
        });
        useNumpadDecimal();
    }

    get isInvalid() {
        return this.props.record.isFieldInvalid(this.props.name);
    }
}
