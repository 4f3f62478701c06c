package studio.atelier.engine.catalog;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a call becomes money. `hold` is an upper bound before the run, as tight as the rule allows; `charge`
/// is what the run cost. Amounts are rounded up to a whole micro-USD per line.
public sealed interface PriceRule {

    /// What is known of a call before it runs.
    ///
    /// @param textBytes  of the prompt and of all text in messages, as UTF-8; a token has at least one byte
    /// @param pictures   references and pictures in messages
    /// @param parameters with defaults
    record Call(long textBytes, int pictures, Map<String, JsonNode> parameters) {}

    List<Price.Line> hold(Call call);

    List<Price.Line> charge(Price held, Usage usage, Map<String, JsonNode> parameters);

    /// Costs nothing.
    record Free() implements PriceRule {
        @Override
        public List<Price.Line> hold(Call call) {
            return List.of();
        }

        @Override
        public List<Price.Line> charge(Price held, Usage usage, Map<String, JsonNode> parameters) {
            return List.of();
        }
    }

    /// Nobody knows what it costs, so it does not run.
    record Unknown() implements PriceRule {
        @Override
        public List<Price.Line> hold(Call call) {
            throw new IllegalStateException("a model without a price was priced");
        }

        @Override
        public List<Price.Line> charge(Price held, Usage usage, Map<String, JsonNode> parameters) {
            return held.lines();
        }
    }

    /// An admin says what a run costs at most; that is what it costs unless the provider names its bill.
    record Ceiling(Micros amount) implements PriceRule {
        @Override
        public List<Price.Line> hold(Call call) {
            return List.of(new Price.Line("Run, ceiling set by an admin", 1, amount, amount));
        }

        @Override
        public List<Price.Line> charge(Price held, Usage usage, Map<String, JsonNode> parameters) {
            return hold(new Call(0, 0, parameters));
        }
    }

    /// A price for each picture.
    ///
    /// @param rates by the parameters that decide
    /// @param count the parameter that says how many; one when the model has no such parameter
    record PerImage(Rates rates, String count) implements PriceRule {
        @Override
        public List<Price.Line> hold(Call call) {
            return lines(call.parameters(), whole(call.parameters(), count, 1));
        }

        @Override
        public List<Price.Line> charge(Price held, Usage usage, Map<String, JsonNode> parameters) {
            Integer delivered = usage.images();
            return lines(parameters, delivered == null ? whole(parameters, count, 1) : delivered);
        }

        private List<Price.Line> lines(Map<String, JsonNode> parameters, long images) {
            BigDecimal usd = rates.of(parameters);
            return List.of(line("Pictures", BigDecimal.valueOf(images), usd, 0));
        }
    }

    /// A price for each second of sound or film.
    ///
    /// @param duration the parameter that says how many seconds
    record PerSecond(Rates rates, String duration) implements PriceRule {
        @Override
        public List<Price.Line> hold(Call call) {
            return lines(call.parameters(), number(call.parameters(), duration));
        }

        @Override
        public List<Price.Line> charge(Price held, Usage usage, Map<String, JsonNode> parameters) {
            Double delivered = usage.seconds();
            return lines(parameters, delivered == null ? number(parameters, duration) : BigDecimal.valueOf(delivered));
        }

        private List<Price.Line> lines(Map<String, JsonNode> parameters, BigDecimal seconds) {
            return List.of(line("Seconds", seconds, rates.of(parameters), 0));
        }
    }

    /// USD per million tokens in and out.
    ///
    /// @param cached        rate of cached tokens in; the full rate when null
    /// @param write         factor on tokens in that a provider takes for writing its cache; the hold
    ///     counts with it
    /// @param bound         the parameter that limits tokens out
    /// @param outputMax     tokens out at most when that parameter is absent
    /// @param pictureTokens tokens in for one picture, at most
    /// @param longInput     rates rise above so many tokens in; null when they do not
    record PerToken(
            BigDecimal input,
            @Nullable BigDecimal cached,
            BigDecimal write,
            BigDecimal output,
            String bound,
            long outputMax,
            long pictureTokens,
            @Nullable LongInput longInput)
            implements PriceRule {

        /// @param above tokens in
        record LongInput(long above, BigDecimal inputFactor, BigDecimal outputFactor) {}

        private static final long FRAME_TOKENS = 32;

        @Override
        public List<Price.Line> hold(Call call) {
            long in = call.textBytes() + FRAME_TOKENS + pictureTokens * call.pictures();
            long out = whole(call.parameters(), bound, outputMax) * whole(call.parameters(), "n", 1);
            boolean dear = longInput != null && in > longInput.above();
            return List.of(
                    line(
                            "Tokens in, at most",
                            BigDecimal.valueOf(in),
                            scaled(input, dear).multiply(write),
                            6),
                    line("Tokens out, at most", BigDecimal.valueOf(out), output(dear), 6));
        }

        @Override
        public List<Price.Line> charge(Price held, Usage usage, Map<String, JsonNode> parameters) {
            Long in = usage.inputTokens();
            Long out = usage.outputTokens();
            if (in == null || out == null) {
                return held.lines();
            }
            long fromCache = usage.cachedInputTokens() == null ? 0 : Math.min(in, usage.cachedInputTokens());
            boolean dear = longInput != null && in > longInput.above();
            List<Price.Line> lines = new ArrayList<>(3);
            lines.add(line("Tokens in", BigDecimal.valueOf(in - fromCache), scaled(input, dear), 6));
            if (fromCache > 0) {
                BigDecimal rate = scaled(cached == null ? input : cached, dear);
                lines.add(line("Tokens in, cached", BigDecimal.valueOf(fromCache), rate, 6));
            }
            lines.add(line("Tokens out", BigDecimal.valueOf(out), output(dear), 6));
            return lines;
        }

        private BigDecimal scaled(BigDecimal rate, boolean dear) {
            return dear && longInput != null ? rate.multiply(longInput.inputFactor()) : rate;
        }

        private BigDecimal output(boolean dear) {
            return dear && longInput != null ? output.multiply(longInput.outputFactor()) : output;
        }
    }

    /// Pictures billed by tokens; USD per million. Before the run the tokens of a picture come from a
    /// table.
    ///
    /// @param tokens        of a picture of 1024 by 1024, by the value of `quality`; has `auto`
    /// @param autoPixels    what a picture of size `auto` has at most
    /// @param pictureTokens of one reference, at most
    record ImageTokens(
            BigDecimal textInput,
            BigDecimal textCached,
            BigDecimal imageInput,
            BigDecimal imageCached,
            BigDecimal output,
            Map<String, Long> tokens,
            long autoPixels,
            long pictureTokens)
            implements PriceRule {

        private static final long SQUARE = 1024L * 1024;

        public ImageTokens {
            tokens = Map.copyOf(tokens);
        }

        @Override
        public List<Price.Line> hold(Call call) {
            List<Price.Line> lines = new ArrayList<>(3);
            lines.add(line("Text tokens in, at most", BigDecimal.valueOf(call.textBytes()), textInput, 6));
            if (call.pictures() > 0) {
                long in = pictureTokens * call.pictures();
                lines.add(line("Picture tokens in, about", BigDecimal.valueOf(in), imageInput, 6));
            }
            long out = tokensOfOne(call.parameters()) * whole(call.parameters(), "n", 1);
            lines.add(line("Picture tokens out, about", BigDecimal.valueOf(out), output, 6));
            return lines;
        }

        @Override
        public List<Price.Line> charge(Price held, Usage usage, Map<String, JsonNode> parameters) {
            Long in = usage.inputTokens();
            Long out = usage.outputTokens();
            if (in == null || out == null) {
                return held.lines();
            }
            long pictures = usage.imageInputTokens() == null ? 0 : Math.min(in, usage.imageInputTokens());
            long text = in - pictures;
            long fromCache = usage.cachedInputTokens() == null ? 0 : Math.min(in, usage.cachedInputTokens());
            long textFromCache = Math.min(text, fromCache);
            long picturesFromCache = fromCache - textFromCache;
            List<Price.Line> lines = new ArrayList<>(5);
            addTokens(lines, "Text tokens in", text - textFromCache, textInput);
            addTokens(lines, "Text tokens in, cached", textFromCache, textCached);
            addTokens(lines, "Picture tokens in", pictures - picturesFromCache, imageInput);
            addTokens(lines, "Picture tokens in, cached", picturesFromCache, imageCached);
            addTokens(lines, "Picture tokens out", out, output);
            return lines;
        }

        private long tokensOfOne(Map<String, JsonNode> parameters) {
            String quality = word(parameters, "quality");
            Long square = tokens.get(quality);
            long each = square == null ? tokens.getOrDefault("auto", 0L) : square;
            return Math.ceilDiv(each * pixels(word(parameters, "size")), SQUARE);
        }

        private long pixels(String size) {
            int by = size.indexOf('x');
            if (by < 1) {
                return autoPixels;
            }
            return Long.parseLong(size, 0, by, 10) * Long.parseLong(size, by + 1, size.length(), 10);
        }

        private static void addTokens(List<Price.Line> lines, String label, long quantity, BigDecimal rate) {
            if (quantity > 0) {
                lines.add(line(label, BigDecimal.valueOf(quantity), rate, 6));
            }
        }
    }

    /// USD by the values of some parameters.
    ///
    /// @param usd   where the table has no row
    /// @param by    names of parameters, in the order of the table's keys
    /// @param table USD by values joined with `/`: `1024x1024/high`
    record Rates(BigDecimal usd, List<String> by, Map<String, BigDecimal> table) {
        public Rates {
            by = List.copyOf(by);
            table = Map.copyOf(table);
        }

        BigDecimal of(Map<String, JsonNode> parameters) {
            String key = String.join(
                    "/", by.stream().map(name -> word(parameters, name)).toList());
            return table.getOrDefault(key, usd);
        }
    }

    /// @param data the `price` of a model file, valid against its schema
    static PriceRule of(ObjectNode data) {
        return switch (data.path("kind").asString()) {
            case "free" -> new Free();
            case "unknown" -> new Unknown();
            case "ceiling" -> new Ceiling(Micros.of(data.path("micros").asLong()));
            case "image" -> new PerImage(rates(data), data.path("count").asString("n"));
            case "second" -> new PerSecond(rates(data), data.path("duration").asString("duration_seconds"));
            case "token" -> perToken(data);
            case "image_tokens" -> imageTokens(data);
            default -> throw new IllegalArgumentException("no price kind " + data.path("kind"));
        };
    }

    private static PriceRule perToken(ObjectNode data) {
        JsonNode above = data.path("above");
        return new PerToken(
                data.path("input").decimalValue(),
                data.has("cached") ? data.path("cached").decimalValue() : null,
                data.path("cache_write_factor").decimalValue(BigDecimal.ONE),
                data.path("output").decimalValue(),
                data.path("bound").asString("max_completion_tokens"),
                data.path("output_tokens_max").asLong(),
                data.path("picture_tokens").asLong(0),
                above.isObject()
                        ? new PerToken.LongInput(
                                above.path("input_tokens").asLong(),
                                above.path("input_factor").decimalValue(),
                                above.path("output_factor").decimalValue())
                        : null);
    }

    private static PriceRule imageTokens(ObjectNode data) {
        Map<String, Long> tokens = new LinkedHashMap<>();
        data.path("tokens")
                .properties()
                .forEach(each -> tokens.put(each.getKey(), each.getValue().asLong()));
        return new ImageTokens(
                data.path("text_input").decimalValue(),
                data.path("text_cached").decimalValue(),
                data.path("image_input").decimalValue(),
                data.path("image_cached").decimalValue(),
                data.path("output").decimalValue(),
                tokens,
                data.path("auto_pixels").asLong(),
                data.path("picture_tokens").asLong());
    }

    private static Rates rates(ObjectNode data) {
        Map<String, BigDecimal> table = new LinkedHashMap<>();
        data.path("table")
                .properties()
                .forEach(each -> table.put(each.getKey(), each.getValue().decimalValue()));
        List<String> by =
                data.path("by").values().stream().map(JsonNode::asString).toList();
        return new Rates(data.path("usd").decimalValue(), by, table);
    }

    private static Price.Line line(String label, BigDecimal quantity, BigDecimal usd, int perPowerOfTen) {
        Micros amount = Micros.ofUsd(quantity.multiply(usd).movePointLeft(perPowerOfTen));
        long whole = quantity.setScale(0, RoundingMode.CEILING).longValueExact();
        return new Price.Line(label, whole, Micros.ofUsd(usd), amount);
    }

    private static long whole(Map<String, JsonNode> parameters, String name, long otherwise) {
        JsonNode value = parameters.get(name);
        return value == null || !value.isIntegralNumber() ? otherwise : value.asLong();
    }

    private static BigDecimal number(Map<String, JsonNode> parameters, String name) {
        JsonNode value = parameters.get(name);
        if (value == null || !value.isNumber()) {
            throw new IllegalStateException("the price needs the parameter " + name);
        }
        return value.decimalValue();
    }

    private static String word(Map<String, JsonNode> parameters, String name) {
        JsonNode value = parameters.get(name);
        return value == null ? "" : value.asString("");
    }
}
