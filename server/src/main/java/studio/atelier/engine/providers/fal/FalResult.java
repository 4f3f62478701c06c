package studio.atelier.engine.providers.fal;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.catalog.Wire;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Reads the output of a finished job: addresses of files, and in a header what is billed.
final class FalResult {

    private static final String UNITS = "x-fal-billable-units";
    private static final BigDecimal UNITS_MAX = BigDecimal.valueOf(1_000_000);

    private FalResult() {}

    static Answer read(
            Outcome.Answered answer, ProviderCall call, Wire wire, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        JsonNode output = Exchange.tree(answer);
        @Nullable String requestId = failures.requestId(answer);
        if (output.path("has_nsfw_concepts").valueStream().anyMatch(each -> each.asBoolean(false))) {
            // The picture beside it is black.
            return new Answer.Failed(new ProviderFailure.Refused(
                    failures.words("The provider's safety check held the picture back.", requestId)));
        }
        for (JsonNode file : files(output, call.type())) {
            Optional<ProviderFailure> gone = spool.fetch(
                    answer.uri(),
                    file.path("url").asString(""),
                    file.path("content_type").asString(usual(call.type())),
                    call.type() == GenerationType.VIDEO ? OutboundLimits.DOWNLOAD : Spool.FETCH);
            if (gone.isPresent()) {
                return new Answer.Failed(gone.get());
            }
        }
        Usage usage = call.type() == GenerationType.IMAGE ? Usage.UNSAID.withImages(spool.size()) : Usage.UNSAID;
        Usage billed = billed(answer, wire).map(usage::withBilled).orElse(usage);
        return spool.deliver(sink, billed, requestId, "The job ended without a file.");
    }

    private static List<JsonNode> files(JsonNode output, GenerationType type) {
        List<JsonNode> found = new ArrayList<>();
        output.path("images").forEach(found::add);
        for (String name : List.of("image", type == GenerationType.AUDIO ? "audio" : "video", "audio_file")) {
            if (output.path(name).isObject()) {
                found.add(output.path(name));
            }
        }
        return found.stream().filter(each -> each.path("url").isString()).toList();
    }

    private static String usual(GenerationType type) {
        return switch (type) {
            case VIDEO -> "video/mp4";
            case AUDIO -> "audio/mpeg";
            default -> "image/png";
        };
    }

    /// Units as the header counts them, times the price of one from the model's file.
    private static Optional<Micros> billed(Outcome.Answered answer, Wire wire) {
        String price = wire.value("unit_usd", "");
        Optional<String> units = answer.header(UNITS);
        if (price.isEmpty() || units.isEmpty()) {
            return Optional.empty();
        }
        try {
            BigDecimal count = new BigDecimal(units.get().strip());
            return count.signum() < 0 || count.compareTo(UNITS_MAX) > 0
                    ? Optional.empty()
                    : Optional.of(Micros.ofUsd(count.multiply(new BigDecimal(price))));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
