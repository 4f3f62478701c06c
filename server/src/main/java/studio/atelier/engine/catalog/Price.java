package studio.atelier.engine.catalog;

import java.util.List;
import studio.atelier.platform.money.Micros;

/// An amount with its reasons.
///
/// @param amount   what is held, or charged
/// @param estimate true when the bill may differ from the amount
/// @param rule     the price rule that was applied, as one line for the ledger: file, date and rates
/// @param lines    the parts that add up to `amount`
public record Price(Micros amount, boolean estimate, String rule, List<Line> lines) {

    /// @param quantity in units of the label: images, tokens, seconds
    public record Line(String label, long quantity, Micros unit, Micros amount) {}

    public static Price free(String rule) {
        return new Price(Micros.ZERO, false, rule, List.of());
    }

    public Price {
        lines = List.copyOf(lines);
    }
}
