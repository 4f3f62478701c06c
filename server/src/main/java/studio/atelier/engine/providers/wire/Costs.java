package studio.atelier.engine.providers.wire;

import java.math.BigDecimal;
import java.util.Optional;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;

/// Reads what a provider says that a call cost.
public final class Costs {

    /// No call costs more; a number above it is a slip.
    private static final double AMOUNT_MAX = 1_000_000;

    private Costs() {}

    /// @param amount in USD
    /// @return nothing for what is no number, below zero, or more than any call costs
    public static Optional<Micros> ofUsd(JsonNode amount) {
        return of(amount, BigDecimal.ONE);
    }

    /// @param amount in units of the provider
    /// @param usd    price of one
    /// @return as [#ofUsd]
    public static Optional<Micros> of(JsonNode amount, BigDecimal usd) {
        return amount.isNumber() && amount.asDouble() >= 0 && amount.asDouble() <= AMOUNT_MAX
                ? Optional.of(Micros.ofUsd(amount.decimalValue().multiply(usd)))
                : Optional.empty();
    }
}
