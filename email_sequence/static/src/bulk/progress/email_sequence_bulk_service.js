import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { EmailSequenceBulkProgress } from "./email_sequence_bulk_progress";

const UNDER_WAY = ["waiting", "running"];
const ENDED_WELL = "done";
const SAID_ELSEWHERE = "over"; // by the dialog that the user waits for

/**
 * Shows how far the user's bulk actions on subscriptions are, as the server reports it after each batch, and what came
 * of them. After a reload of the page they show up again with their next batch.
 */
export const emailSequenceBulkService = {
    dependencies: ["action", "bus_service", "notification", "orm"],
    start(env, { action, bus_service, notification, orm }) {
        const reports = reactive({});

        function stop(report) {
            return orm.call("email.sequence.bulk", "action_stop", [[report.id]]);
        }

        function conclude(report) {
            delete reports[report.id];
            if (report.state === SAID_ELSEWHERE) {
                return;
            }
            notification.add(report.message, {
                type: report.state === ENDED_WELL ? "success" : "warning",
                sticky: true,
                buttons: listIsShown() ? [{ name: _t("Reload the list"), onClick: reload, primary: true }] : [],
            });
        }

        function listIsShown() {
            const { props, view } = action.currentController || {};
            return props?.resModel?.startsWith("email.sequence") && view?.type === "list";
        }

        function reload() {
            return action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
        }

        bus_service.subscribe("email_sequence.bulk", (report) => {
            if (UNDER_WAY.includes(report.state)) {
                reports[report.id] = report;
            } else {
                conclude(report);
            }
        });
        bus_service.start();
        registry
            .category("main_components")
            .add("EmailSequenceBulkProgress", { Component: EmailSequenceBulkProgress, props: { reports, stop } });
    },
};

registry.category("services").add("email_sequence_bulk", emailSequenceBulkService);
