import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger, formatPercentage } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ONE_DIGIT = { digits: [16, 1] };

/**
 * What came of the emails of each template of a step: a row each, with the range of its reply rate as a bar.
 *
 * The value is a list of { letter, template, share, sent, delivered, replied, bounced, rate, low, high }; rates are
 * parts of 1, or false if nothing was delivered. A template that the step no longer has has no letter. The bars are
 * as long as the highest rate of them all, so that low rates can be told apart.
 */
export class EmailSequenceVariants extends Component {
    static template = "email_sequence.Variants";
    static props = { ...standardFieldProps };

    count(number) {
        return formatInteger(number);
    }

    get rows() {
        const rows = this.props.record.data[this.props.name] || [];
        const highest = Math.max(...rows.map((row) => row.high || 0)) || 1;
        const part = (value) => `${((100 * value) / highest).toFixed(1)}%`;
        return rows.map((row) => ({
            ...row,
            shareWords: row.letter ? formatPercentage(row.share, ONE_DIGIT) : _t("No longer used"),
            isKnown: row.rate !== false,
            rateWords: formatPercentage(row.rate || 0, ONE_DIGIT),
            rangeWords: _t("%(low)s to %(high)s", {
                low: formatPercentage(row.low || 0, ONE_DIGIT),
                high: formatPercentage(row.high || 0, ONE_DIGIT),
            }),
            rangeStyle: `inset-inline-start: ${part(row.low)}; width: ${part(row.high - row.low)}`,
            rateStyle: `inset-inline-start: ${part(row.rate)}`,
        }));
    }
}

registry.category("fields").add("email_sequence_variants", {
    component: EmailSequenceVariants,
    displayName: _t("Figures of an A/B test"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
