package studio.atelier.engine.catalog;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;

/// The price of a model for people, at its default parameters.
///
/// @param label such as `$0.04 / image`
/// @param unit  `image`, `token`, `second` or `free`
public record PriceLabel(
        String label,
        String unit,
        boolean estimate,
        String source,
        @Nullable LocalDate asOf) {

    static PriceLabel of(Model model) {
        PriceSheet sheet = model.price();
        return new PriceLabel(label(model), unit(model), sheet.estimate(), sheet.source(), sheet.asOf());
    }

    private static String label(Model model) {
        return switch (model.price().rule()) {
            case PriceRule.Free() -> "Free";
            case PriceRule.Unknown() -> "Price unknown";
            case PriceRule.Ceiling(Micros amount) -> "at most " + amount.label() + " / run";
            case PriceRule.PerImage _ -> one(model, Map.of()).label() + " / image";
            case PriceRule.ImageTokens _ -> "about " + cents(one(model, Map.of())) + " / image";
            case PriceRule.PerSecond rule ->
                Micros.ofUsd(rule.rates().of(model.withDefaults(Map.of()))).label() + " / second";
            case PriceRule.PerToken rule -> usd(rule.input()) + " in, " + usd(rule.output()) + " out / 1M tokens";
        };
    }

    private static String unit(Model model) {
        return switch (model.price().rule()) {
            case PriceRule.Free() -> "free";
            case PriceRule.PerImage _, PriceRule.ImageTokens _ -> "image";
            case PriceRule.PerSecond _ -> "second";
            case PriceRule.PerToken _ -> "token";
            case PriceRule.Unknown(), PriceRule.Ceiling _ ->
                switch (model.type()) {
                    case TEXT, EMBEDDING, MODERATION -> "token";
                    case IMAGE -> "image";
                    case VIDEO, AUDIO -> "second";
                };
        };
    }

    private static Micros one(Model model, Map<String, tools.jackson.databind.JsonNode> given) {
        return model.estimate("", model.withDefaults(given), 0).amount();
    }

    /// An estimate with many digits would promise too much.
    private static String cents(Micros amount) {
        long cents = Math.max(1, amount.cents());
        return Micros.ofCents(cents).label();
    }

    private static String usd(BigDecimal amount) {
        return Micros.ofUsd(amount).label();
    }
}
