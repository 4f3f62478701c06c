package studio.atelier.engine.catalog;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The price of one model: a rule with the model it belongs to and where it comes from.
///
/// @param model    `provider/model`
/// @param source   where the price was read, in words; empty when unknown
/// @param asOf     the day it was read; null when unknown
/// @param estimate true when the bill may differ from what is computed before the run
/// @param data     the rule as it stands in the file
public record PriceSheet(
        String model, String source, @Nullable LocalDate asOf, boolean estimate, PriceRule rule, ObjectNode data) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int DATA_LENGTH_MAX = 2_000;

    /// @throws IllegalArgumentException when the rule is too long for a line of the ledger
    public PriceSheet {
        data = data.deepCopy();
        if (data.toString().length() > DATA_LENGTH_MAX) {
            throw new IllegalArgumentException("price takes at most " + DATA_LENGTH_MAX + " characters as JSON");
        }
    }

    /// @param data the `price` of a model file, valid against its schema
    static PriceSheet of(String model, ObjectNode data) {
        String day = data.path("as_of").asString("");
        PriceRule rule = PriceRule.of(data);
        return new PriceSheet(
                model,
                data.path("source").asString(""),
                day.isEmpty() ? null : LocalDate.parse(day),
                data.path("estimate").asBoolean(rule instanceof PriceRule.PerToken),
                rule,
                data);
    }

    /// Reads what [#line()] wrote.
    ///
    /// @throws IllegalStateException when it was not written by [#line()]
    static PriceSheet of(String line) {
        int space = line.indexOf(' ');
        try {
            if (space > 0 && JSON.readTree(line.substring(space)) instanceof ObjectNode data) {
                return of(line.substring(0, space), data);
            }
        } catch (JacksonException | IllegalArgumentException problem) {
            throw new IllegalStateException("not a price rule: " + line, problem);
        }
        throw new IllegalStateException("not a price rule: " + line);
    }

    /// A price that an admin capped, for a model whose own price nobody knows.
    static PriceSheet ceiling(String model, Micros amount) {
        ObjectNode data = JSON.createObjectNode();
        data.put("kind", "ceiling").put("micros", amount.value()).put("source", "ceiling set by an admin");
        return of(model, data);
    }

    /// False when no amount can be named, which means that the model must not run.
    public boolean known() {
        return !(rule instanceof PriceRule.Unknown);
    }

    /// The rule as one line, for the ledger.
    public String line() {
        return model + " " + data;
    }

    Price hold(PriceRule.Call call) {
        List<Price.Line> lines = rule.hold(call);
        return new Price(sum(lines), estimate, line(), lines);
    }

    Price charge(Price held, Usage usage, Map<String, JsonNode> parameters) {
        Micros billed = usage.billed();
        if (billed != null) {
            var line = new Price.Line("Billed by the provider", 1, billed, billed);
            return new Price(billed, false, line(), List.of(line));
        }
        List<Price.Line> lines = rule.charge(held, usage, parameters);
        return new Price(sum(lines), false, line(), lines);
    }

    private static Micros sum(List<Price.Line> lines) {
        return lines.stream().map(Price.Line::amount).reduce(Micros.ZERO, Micros::plus);
    }
}
