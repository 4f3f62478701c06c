package studio.atelier.engine.providers.openai;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonEvents;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Multipart;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.providers.wire.Untranslatable;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Speech from text, and text from speech.
final class Sounds {

    private static final String FORMAT = "response_format";

    private Sounds() {}

    /// Streamed where the server can: only then it says how much was used.
    static Payload speech(ProviderCall call, OpenAiSwitches switches) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("input", call.prompt());
        body.putAll(call.parameters());
        if (switches.speechStream()) {
            body.put("stream_format", "sse");
        }
        return new JsonWithFiles().payload(body);
    }

    static Answer spoken(Outcome.Answered answer, ProviderCall call, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        JsonNode format = call.parameters().get(FORMAT);
        String mimeType = mimeType(format == null ? "mp3" : format.asString("mp3"));
        @Nullable String requestId = failures.requestId(answer);
        String said = answer.header("content-type").orElse("");
        if (said.startsWith("application/json") || said.startsWith("text/html")) {
            return new Answer.Failed(
                    failures.senseless("The provider answered with words in place of sound.", requestId));
        }
        if (!JsonEvents.streamed(answer)) {
            spool.add(mimeType, answer.body());
            return spool.deliver(sink, Usage.UNSAID, requestId, "There is no sound.");
        }
        Usage usage = Usage.UNSAID;
        boolean done = false;
        var events = new JsonEvents(answer, sink);
        try (OutputStream file = spool.begin(mimeType)) {
            for (Optional<JsonEvents.Event> event = events.next(); event.isPresent(); event = events.next()) {
                JsonNode data = event.get().data();
                switch (data.path("type").asString(event.get().type())) {
                    case "speech.audio.delta" ->
                        file.write(Spool.decoded(data.path("audio").asString("")));
                    case "speech.audio.done" -> {
                        done = true;
                        usage = OpenAiUsage.of(data.path("usage"));
                    }
                    case "error" -> {
                        return new Answer.Failed(failures.begun(data, requestId));
                    }
                    default -> {
                        // Kinds of events that are not known yet are passed over.
                    }
                }
            }
        }
        return done
                ? spool.deliver(sink, usage, requestId, "There is no sound.")
                : new Answer.Failed(failures.senseless("The stream ended before the sound was complete.", requestId));
    }

    private static String mimeType(String format) {
        return switch (format) {
            case "mp3" -> "audio/mpeg";
            case "opus" -> "audio/ogg";
            default -> "audio/" + format;
        };
    }

    /// @throws Untranslatable without a sound
    static Multipart transcription(ProviderCall call) {
        Reference audio = call.assets().get("audio");
        if (audio == null) {
            throw new Untranslatable("audio", "Name the sound that is to be written down.");
        }
        Multipart form = new Multipart().field("model", call.model());
        call.parameters().forEach((name, value) -> {
            if (value.isArray()) {
                value.forEach(each -> form.field(name + "[]", each.asString("")));
            } else {
                form.field(name, value.asString(""));
            }
        });
        if (!call.prompt().isBlank()) {
            form.field("prompt", call.prompt());
        }
        return form.field(FORMAT, "json").file("file", audio);
    }

    static Answer written(Outcome.Answered answer, Failures failures, OutputSink sink) {
        JsonNode tree = Exchange.tree(answer);
        @Nullable String requestId = failures.requestId(answer);
        if (tree.path("error").isObject()) {
            return new Answer.Failed(failures.begun(tree, requestId));
        }
        if (!tree.path("text").isString()) {
            return new Answer.Failed(
                    new ProviderFailure.BadOutput(failures.words("The provider's answer has no text.", requestId)));
        }
        sink.text(tree.path("text").asString());
        JsonNode usage = tree.path("usage");
        Usage used = usage.path("type").asString("").equals("duration")
                ? new Usage(null, null, null, null, null, usage.path("seconds").asDouble(0), null)
                : OpenAiUsage.of(usage);
        return new Answer.Completed(used, requestId, "stop");
    }
}
