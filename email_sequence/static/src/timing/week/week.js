import { _t } from "@web/core/l10n/translation";

export const HOURS_PER_DAY = 24;
export const WEEKDAYS = ["0", "1", "2", "3", "4"];
export const EVERY_DAY = [...WEEKDAYS, "5", "6"];

const ANY_TIME = { hour_from: 0, hour_to: HOURS_PER_DAY };
const OFFICE_HOURS = { hour_from: 9, hour_to: 16 };

export const PRESETS = [
    { name: _t("Monday–Friday, any time"), days: WEEKDAYS, hours: ANY_TIME },
    { name: _t("Monday–Friday, 9am–4pm"), days: WEEKDAYS, hours: OFFICE_HOURS },
    { name: _t("Every day, any time"), days: EVERY_DAY, hours: ANY_TIME },
];

/**
 * The hours for one more window of a day: after the last one, else in the last gap; office hours on a closed day.
 *
 * @param {{ hour_from: number, hour_to: number }[]} windows of the day, sorted
 * @returns {{ hour_from: number, hour_to: number } | undefined} nothing where the day is full
 */
export function hoursLeft(windows) {
    if (!windows.length) {
        return OFFICE_HOURS;
    }
    const starts = [...windows.map((window) => window.hour_from), HOURS_PER_DAY];
    const ends = [0, ...windows.map((window) => window.hour_to)];
    return ends
        .map((end, index) => ({ hour_from: end, hour_to: starts[index] }))
        .findLast((gap) => gap.hour_from < gap.hour_to);
}
