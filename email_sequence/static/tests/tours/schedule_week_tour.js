import { registry } from "@web/core/registry";

const day = (number) => `.o_email_sequence_week [data-day='${number}']`;
const picture = (weekday) => `.o_email_sequence_openings li[title^='${weekday}']`;
const skips = ".o_field_widget[name=skip_ids]";

/** Type the date of the Wednesday that the picture shows. */
function editWednesday(helpers) {
    const { date } = document.querySelector(picture("Wednesday")).dataset;
    return helpers.edit(luxon.DateTime.fromISO(date).toFormat("MM/dd/yyyy"));
}

/** A preset, hours for Tuesday, copied to the other workdays, a day to skip; and the picture says it all. */
registry.category("web_tour.tours").add("email_sequence_schedule_week", {
    steps: () => [
        { trigger: `${day(6)}:contains('Closed')` },
        { trigger: ".o_email_sequence_week_presets", run: "click" },
        { trigger: ".o-dropdown-item:contains('Every day, any time')", run: "click" },
        { trigger: `${day(6)} input[data-name=hour_to]:value('24:00')` },
        { trigger: `${day(1)} input[data-name=hour_from]`, run: "edit 9:75" },
        { trigger: `${day(1)} input[data-name=hour_to]`, run: "edit 12" },
        { trigger: `${day(1)} [role=alert]:contains('Type a time of the day')` },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: `${day(1)} .o_field_invalid input[aria-invalid=true]`, run: "edit 9:30 && press Tab" },
        { trigger: `${day(1)}:not(:has([role=alert])) input[aria-label='Tuesday from']:value('09:30')` },
        { trigger: `${day(1)} .o_email_sequence_week_add`, run: "click" },
        { trigger: `${day(1)}:not(:has([role=alert])) input[aria-label='Tuesday from']:value('12:00')`, run: "edit 13:30 && press Tab" },
        { trigger: `${day(1)} input[aria-label='Tuesday from']:value('13:30')` },
        { trigger: `${day(1)} .o_email_sequence_week_copy`, run: "click" },
        { trigger: ".o-dropdown-item:contains('Monday–Friday'):not(:contains(','))", run: "click" },
        { trigger: `${day(4)} input[data-name=hour_from]:value('13:30')` },
        { trigger: `${day(6)} button[aria-label='Remove 00:00 – 24:00 on Sunday']`, run: "click" },
        { trigger: `${day(6)}:contains('Closed')` },
        { trigger: `${skips} button:contains('Add a date'), ${skips} a:contains('Add a date')`, run: "click" },
        { trigger: `${skips} .o_field_widget[name=name] input`, run: "edit Tour holiday && press Tab" },
        { trigger: `${skips} .o_field_widget[name=date_from] input`, run: editWednesday },
        { trigger: `${skips} .o_field_widget[name=name] input`, run: "click" },
        { trigger: `${picture("Wednesday")}[title$=': nothing is sent (Tour holiday)'] .o_skipped` },
        { trigger: ".o_form_button_save:enabled", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: `${picture("Tuesday")}[title$=': 09:30–12:00, 13:30–24:00']:not(:has(.o_skipped))` },
        { trigger: `${picture("Sunday")}[title$=': closed']:not(:has(.o_open))` },
    ],
});
