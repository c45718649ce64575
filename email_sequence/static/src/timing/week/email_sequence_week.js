import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { x2ManyCommands } from "@web/core/orm_service";
import { registry } from "@web/core/registry";
import { formatFloatTime } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { TimeInput } from "./time_input";
import { EVERY_DAY, hoursLeft, PRESETS, WEEKDAYS } from "./week";

const { Info } = luxon;
const HOURS = ["hour_from", "hour_to"];

/** The sending windows of a schedule as a week: a row for each day with its windows, or "Closed". */
export class EmailSequenceWeek extends Component {
    static template = "email_sequence.Week";
    static components = { Dropdown, DropdownItem, TimeInput };
    static props = { ...standardFieldProps };

    setup() {
        this.presets = PRESETS;
        this.targets = [
            { name: _t("Monday–Friday"), days: WEEKDAYS },
            { name: _t("Every day"), days: EVERY_DAY },
        ];
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    /** The seven rows, Monday first. */
    get days() {
        const names = Info.weekdays("long");
        return EVERY_DAY.map((day) => {
            const windows = this.windowsOf(day);
            return {
                day,
                name: names[Number(day)],
                windows,
                hoursLeft: hoursLeft(windows.map((window) => window.data)),
                hasInvalidTime: windows.some((window) => HOURS.some((name) => window.isFieldInvalid(name))),
            };
        });
    }

    windowsOf(day) {
        return this.list.records
            .filter((window) => window.data.dayofweek === day)
            .sort((one, other) => one.data.hour_from - other.data.hour_from);
    }

    get labels() {
        return {
            add: (row) => _t("Add a window on %s", row.name),
            copy: (row) => _t("Copy the windows of %s to other days", row.name),
            remove: (row, window) => _t("Remove %(window)s on %(day)s", { window: this.sentence(window), day: row.name }),
            hour_from: (row) => _t("%s from", row.name),
            hour_to: (row) => _t("%s to", row.name),
        };
    }

    sentence({ data }) {
        return HOURS.map((name) => formatFloatTime(data[name])).join(" – ");
    }

    add({ day, hoursLeft }) {
        return this.replace([], this.windowsWith([day], [hoursLeft]));
    }

    remove(window) {
        return this.list.delete(window);
    }

    copy({ day, windows }, { days }) {
        const others = days.filter((other) => other !== day);
        const hours = windows.map(({ data: { hour_from, hour_to } }) => ({ hour_from, hour_to }));
        const replaced = this.list.records.filter((window) => others.includes(window.data.dayofweek));
        return this.replace(replaced, this.windowsWith(others, hours));
    }

    choose({ days, hours }) {
        return this.replace(this.list.records, this.windowsWith(days, [hours]));
    }

    windowsWith(days, hours) {
        return days.flatMap((dayofweek) => hours.map((window) => ({ dayofweek, ...window })));
    }

    /** Remove some windows and add others, as one change of the form. */
    replace(windows, values) {
        return this.list.applyCommands([
            ...windows.map((window) => x2ManyCommands.delete(window.resId || window._virtualId)),
            ...values.map((window) => x2ManyCommands.create(false, window)),
        ]);
    }
}

registry.category("fields").add("email_sequence_week", {
    component: EmailSequenceWeek,
    displayName: _t("Week of sending windows"),
    supportedTypes: ["one2many"],
    relatedFields: [
        { name: "dayofweek", type: "selection", selection: [], readonly: false },
        { name: "hour_from", type: "float", readonly: false },
        { name: "hour_to", type: "float", readonly: false },
    ],
});
