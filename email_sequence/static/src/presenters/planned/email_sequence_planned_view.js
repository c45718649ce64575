import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

const MOST = 500;

/** The planned emails, each with its contact's name; if a range has very many, the first ones and a notification. */
export class PlannedCalendarModel extends CalendarModel {
    /** Paused subscriptions keep a time that they may resume with, but nothing is sent then. */
    computeDomain() {
        return [...super.computeDomain(...arguments), ["state", "=", "active"]];
    }

    async fetchRecords(data) {
        const { context, fieldNames, resModel } = this.meta;
        const names = [...new Set([...fieldNames, ...Object.keys(this.meta.activeFields)])];
        const options = { context, limit: MOST, order: "scheduled_datetime" };
        const records = await this.orm.searchRead(resModel, this.computeDomain(data), names, options);
        if (records.length === MOST) {
            this.notification.add(_t("The first %s mails are shown. The forecast counts all of them.", MOST), {
                type: "info",
            });
        }
        return records;
    }

    normalizeRecord(rawRecord) {
        const title = rawRecord.partner_id ? rawRecord.partner_id[1] : rawRecord.email;
        return { ...super.normalizeRecord(rawRecord), title };
    }
}

registry.category("views").add("email_sequence_planned", { ...calendarView, Model: PlannedCalendarModel });
