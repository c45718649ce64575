import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/** Resolves when the next answer about what keeps replies from being seen is on the screen. */
function nextHealthShown() {
    return new Promise((resolve) => {
        rpcBus.addEventListener("RPC:RESPONSE", function listen({ detail }) {
            if (detail.data.params.method === "get_health") {
                rpcBus.removeEventListener("RPC:RESPONSE", listen);
                setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve)));
            }
        });
    });
}

async function clickAndAwaitHealth(helpers) {
    const shown = nextHealthShown();
    await helpers.click();
    await shown;
}

/** The alert on the overview and on the form leads to what is wrong, and is gone from both once that is fixed. */
registry.category("web_tour.tours").add("email_sequence_health_fixed", {
    steps: () => [
        { trigger: ".o_list_view .o_email_sequence_health[role=alert] li[data-finding=fetch_off]" },
        { trigger: ".o_data_row:contains('Tour sequence') .o_data_cell[name=name]", run: "click" },
        { trigger: ".o_form_view .o_email_sequence_health li[data-finding=fetch_off] button", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=active] input:not(:checked)", run: "click" },
        { trigger: ".o_form_view:has(.o_field_widget[name=active] input:checked)" }, // which saves by itself
        { trigger: ".breadcrumb-item a:contains('Tour sequence')", run: clickAndAwaitHealth },
        { trigger: ".o_form_view:has(.o_field_widget[name=step_ids]):not(:has(.o_email_sequence_health))" },
        { trigger: ".breadcrumb-item a:contains('Email sequences')", run: clickAndAwaitHealth },
        { trigger: ".o_list_view:has(.o_data_row):not(:has(.o_email_sequence_health))" },
    ],
});

/** The page says what is wrong, and what was done when. */
registry.category("web_tour.tours").add("email_sequence_health_page", {
    steps: () => [
        { trigger: ".o_menu_sections button:contains('Configuration')", run: "click" },
        { trigger: ".o-dropdown-item:contains('Health')", run: "click" },
        { trigger: ".o_email_sequence_health_page .o_email_sequence_health li[data-finding=fetch_off] button" },
        { trigger: "section[data-topic=replies]:not([data-well]):contains('See above')" },
        { trigger: "section[data-topic=sending][data-well]:contains('Nothing is wrong'):contains('Mails due now: 0.')" },
    ],
});

/** In the dialog that subscribes, a salesperson reads what is wrong and whom to ask. */
registry.category("web_tour.tours").add("email_sequence_health_for_salespeople", {
    steps: () => [
        { trigger: ".o_email_sequence_chips .o_email_sequence_subscribe", run: "click" },
        { trigger: ".modal .o_email_sequence_health li[data-finding=fetch_off]" },
        { trigger: ".modal .o_email_sequence_health:contains('ask an administrator'):not(:has(button))" },
        { trigger: ".modal .modal-footer button:contains('Discard')", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
