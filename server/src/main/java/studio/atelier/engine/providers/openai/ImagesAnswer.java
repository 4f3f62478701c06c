package studio.atelier.engine.providers.openai;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads an answer with pictures as it arrives: Base64 goes through a file on its way to the sink and is
/// never in memory as a whole. One thread.
final class ImagesAnswer {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OutboundLimits FETCH = OutboundLimits.DOWNLOAD.withBodyBytesMax(256L << 20);
    private static final int IMAGES_MAX = 16;

    private final Outcome.Answered answer;
    private final OpenAiFailures failures;
    private final OutputSink sink;
    private final Outbound outbound;
    private final String mimeType;
    private final @Nullable String requestId;
    private Usage usage = Usage.UNSAID;
    private int delivered;
    private @Nullable ProviderFailure failure;

    ImagesAnswer(
            Outcome.Answered answer, OpenAiFailures failures, OutputSink sink, Outbound outbound, String mimeType) {
        this.answer = answer;
        this.failures = failures;
        this.sink = sink;
        this.outbound = outbound;
        this.mimeType = mimeType;
        this.requestId = OpenAiFailures.requestId(answer);
    }

    /// The sink did not keep a picture.
    private static final class NotKept extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        NotKept(IOException cause) {
            super(cause);
            this.reason = String.valueOf(cause.getMessage());
        }
    }

    Answer read() {
        try (JsonParser parser = JSON.createParser(answer.body())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return failed(new ProviderFailure.NoAnswer(
                        failures.words("The provider's answer is not a JSON object.", requestId)));
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                field(parser.currentName(), parser);
            }
        } catch (NotKept refusal) {
            return failed(new ProviderFailure.BadOutput(failures.words(refusal.reason, requestId)));
        } catch (IOException | JacksonException problem) {
            return failed(failures.unreadable(problem, requestId));
        }
        if (failure != null) {
            return failed(failure);
        }
        if (delivered == 0) {
            return failed(
                    new ProviderFailure.BadOutput(failures.words("The provider's answer has no picture.", requestId)));
        }
        return new Answer.Completed(usage.withImages(delivered), requestId, null);
    }

    private static Answer failed(ProviderFailure failure) {
        return new Answer.Failed(failure);
    }

    private void field(String name, JsonParser parser) throws IOException {
        JsonToken value = parser.nextToken();
        switch (name) {
            case "data" -> {
                while (value == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.START_OBJECT) {
                    picture(parser);
                }
            }
            case "usage" -> usage = OpenAiUsage.of(parser.readValueAsTree());
            case "error" -> {
                JsonNode error = parser.readValueAsTree();
                failure = error.isNull() ? null : failures.inStream(error, requestId);
            }
            default -> parser.skipChildren();
        }
    }

    private void picture(JsonParser parser) throws IOException {
        if (delivered == IMAGES_MAX) {
            throw new IOException("more than " + IMAGES_MAX + " pictures");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("b64_json") && value == JsonToken.VALUE_STRING) {
                decoded(parser);
            } else if (name.equals("url") && value == JsonToken.VALUE_STRING) {
                fetched(parser.getString());
            } else {
                parser.skipChildren();
            }
        }
    }

    private void decoded(JsonParser parser) throws IOException {
        Path file = Files.createTempFile("atelier-picture-", ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, out);
            }
            try (InputStream content = Files.newInputStream(file)) {
                keep(mimeType, content);
            }
        } finally {
            Files.delete(file);
        }
    }

    /// Some servers name an address in place of the bytes. The key is not sent there.
    private void fetched(String url) throws IOException {
        if (url.startsWith("data:") && url.contains(";base64,")) {
            byte[] bytes = Base64.getMimeDecoder().decode(url.substring(url.indexOf(',') + 1));
            keep(url.substring("data:".length(), url.indexOf(';')), new java.io.ByteArrayInputStream(bytes));
            return;
        }
        Optional<URI> uri = address(url);
        Outcome outcome = uri.isEmpty()
                ? new Outcome.NotSent(Outcome.NotSent.Obstacle.URL_REFUSED, "The address of the picture is not one.")
                : outbound.send(OutboundCall.get(uri.get(), FETCH));
        switch (outcome) {
            case Outcome.Answered picture
            when picture.ok() -> {
                try (picture) {
                    keep(picture.header("content-type").orElse(mimeType), picture.body());
                }
            }
            case Outcome.Answered picture -> {
                picture.close();
                failure = lost("its server answered with status " + picture.status() + ".");
            }
            case Outcome.NotSent unsent -> failure = lost(unsent.detail());
            case Outcome.SentNoAnswer silence -> failure = lost(silence.detail());
        }
    }

    private ProviderFailure lost(String why) {
        return new ProviderFailure.BadOutput(
                failures.words("The provider made a picture that could not be fetched: " + why, requestId));
    }

    private Optional<URI> address(String url) {
        try {
            return Optional.of(answer.uri().resolve(url));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private void keep(String type, InputStream content) {
        try {
            sink.media(type, content);
        } catch (IOException refusal) {
            throw new NotKept(refusal);
        }
        delivered++;
    }
}
