import { registry } from "@web/core/registry";

/** In the activity feed: an automatic reply was a person's after all, and then it was automatic after all. */
registry.category("web_tour.tours").add("email_sequence_reclassify_from_contact", {
    steps: () => [
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-play" },
        { trigger: ".o-mail-Message:contains('Automatic reply from') .o_email_sequence_person", run: "click" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-pause" },
        { trigger: ".o-mail-Chatter:not(:has(.o_email_sequence_person))" },
        { trigger: ".o-mail-Message:contains('wrote back') .o_email_sequence_resume" },
        { trigger: ".o-mail-Message:contains('wrote back') .o_email_sequence_automatic", run: "click" },
        { trigger: ".o_email_sequence_chips .o_tag:contains('Tour sequence') .fa-play" },
        { trigger: ".o-mail-Message:contains('said that the mail was automatic') .o_email_sequence_person" },
        { trigger: ".o-mail-Message:contains('wrote back'):not(:has(.o_email_sequence_person))" },
        { trigger: ".o-mail-Chatter:not(:has(.o_email_sequence_resume))" },
    ],
});
