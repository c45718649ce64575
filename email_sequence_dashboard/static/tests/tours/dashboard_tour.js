import { App } from "@odoo/owl";
import { registry } from "@web/core/registry";

/** The spreadsheet that is on the screen: the model of the first component that has one. */
function spreadsheet(node = [...App.apps][0].root) {
    const model = node.component.props.model;
    if (model?.getters?.getEvaluatedCell) {
        return model;
    }
    return Object.values(node.children).map(spreadsheet).find(Boolean);
}

function cells(model) {
    return model.getters.getSheetIds().flatMap((id) => Object.values(model.getters.getEvaluatedCells(id)));
}

async function loaded() {
    for (;;) {
        const model = spreadsheet();
        if (model && !cells(model).some((cell) => cell.value === "Loading...")) {
            return model;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

/** `{label: text}` of the scorecards. */
function scorecards(model) {
    const text = (col, row) => model.getters.getEvaluatedCell({ sheetId: "data", col, row }).formattedValue;
    return Object.fromEntries([...Array(8).keys()].map((row) => [text(0, row + 1), text(3, row + 1)]));
}

const FIGURES = {
    "Contacts subscribed": "3",
    "Contacts who replied": "1",
    "Reply rate per contact": "33.3 %",
    "Median days to reply": "0.0",
    "Mails sent": "3",
    "Reply rate per mail": "33.3 %",
    "Mails that came back": "0",
    "Contacts who unsubscribed": "0",
};

/** No cell has an error, and the figures are those of three contacts of whom one answered at once. */
registry.category("web_tour.tours").add("email_sequence_dashboard", {
    steps: () => [
        { trigger: ".o_search_panel :contains('Email Sequences')" },
        {
            trigger: ".o-spreadsheet .o-figure",
            run: async () => {
                const model = await loaded();
                const broken = cells(model).filter((cell) => String(cell.value).startsWith("#"));
                if (broken.length) {
                    throw new Error(`Cells with errors: ${broken.map((cell) => cell.message || cell.value)}`);
                }
                const shown = JSON.stringify(scorecards(model));
                if (shown !== JSON.stringify(FIGURES)) {
                    throw new Error(`The figures are ${shown}`);
                }
            },
        },
    ],
});
