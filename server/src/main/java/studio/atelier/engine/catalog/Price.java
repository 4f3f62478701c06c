package studio.atelier.engine.catalog;

import java.util.List;
import java.util.Map;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;

/// An amount with its reasons.
///
/// @param amount   what is held, or charged
/// @param estimate true when the bill may differ from the amount
/// @param rule     the price rule that was applied, as one line for the ledger: model, date and rates.
///     Complete in itself, so that a run is charged by the price that stood when it was accepted; at most
///     2,100 characters
/// @param lines    the parts that add up to `amount`, rounding apart
public record Price(Micros amount, boolean estimate, String rule, List<Line> lines) {

    /// @param quantity in units of the label: images, tokens, seconds
    /// @param unit     what one costs; for tokens what a million costs
    public record Line(String label, long quantity, Micros unit, Micros amount) {}

    public static Price free(String rule) {
        return new Price(Micros.ZERO, false, rule, List.of());
    }

    public Price {
        lines = List.copyOf(lines);
    }

    /// What is charged for a run that was held at this price: the rates of `rule`, the quantities of
    /// `usage`. Needs no catalog, so a change of prices or a model that is gone does not alter a run that
    /// was accepted.
    ///
    /// @param parameters the run's, defaults filled in
    /// @return what the provider bills where it says so or the quantities are known; else what was held
    /// @throws IllegalStateException when `rule` was not written by this room
    public Price charge(Usage usage, Map<String, JsonNode> parameters) {
        return PriceSheet.of(rule).charge(this, usage, parameters);
    }
}
