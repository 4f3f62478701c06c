package studio.atelier.engine.providers.google;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Speech by generateContent, which answers with bare samples: they get the header of a WAV file.
final class GeminiSpeech {

    private static final Pattern RATE = Pattern.compile("rate=([0-9]{4,6})");
    private static final int RATE_USUAL = 24_000;
    private static final int HEADER_BYTES = 44;
    private static final int SAMPLE_BYTES = 2;

    private GeminiSpeech() {}

    static Map<String, Object> body(ProviderCall call) {
        var options = new Options(call.parameters());
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("responseModalities", List.of("AUDIO"));
        String voice = options.text("voice", "");
        if (!voice.isEmpty()) {
            config.put(
                    "speechConfig", Map.of("voiceConfig", Map.of("prebuiltVoiceConfig", Map.of("voiceName", voice))));
        }
        options.finish("Gemini");
        return Map.of(
                "contents",
                List.of(Map.of("role", "user", "parts", List.of(Map.of("text", call.prompt())))),
                "generationConfig",
                config);
    }

    static Answer read(Outcome.Answered answer, Failures failures, OutputSink sink) throws IOException {
        JsonNode tree = Exchange.tree(answer);
        @Nullable String requestId = tree.path("responseId").asString(failures.requestId(answer));
        JsonNode candidate = tree.path("candidates").path(0);
        JsonNode sound = candidate.path("content").path("parts").path(0).path("inlineData");
        String reason = candidate
                .path("finishReason")
                .asString(tree.path("promptFeedback").path("blockReason").asString(""));
        if (!sound.path("data").isString()) {
            var words = failures.words("The provider made no sound: " + reason + ".", requestId);
            return new Answer.Failed(
                    GeminiErrors.policy(reason)
                            ? new ProviderFailure.Refused(words)
                            : new ProviderFailure.BadOutput(words));
        }
        Matcher rate = RATE.matcher(sound.path("mimeType").asString(""));
        int perSecond = rate.find() ? Integer.parseInt(rate.group(1)) : RATE_USUAL;
        byte[] samples = Spool.decoded(sound.path("data").asString());
        try {
            sink.media("audio/wav", new ByteArrayInputStream(wav(samples, perSecond)));
        } catch (IOException refusal) {
            return new Answer.Failed(
                    new ProviderFailure.BadOutput(failures.words(String.valueOf(refusal.getMessage()), requestId)));
        }
        Usage usage = GeminiUsage.of(tree.path("usageMetadata"));
        double seconds = (double) samples.length / SAMPLE_BYTES / perSecond;
        return new Answer.Completed(
                new Usage(
                                usage.inputTokens(),
                                usage.cachedInputTokens(),
                                null,
                                usage.outputTokens(),
                                null,
                                seconds,
                                null)
                        .withReasoning(usage.reasoningTokens()),
                requestId,
                null);
    }

    /// RIFF, one channel of 16 bits.
    private static byte[] wav(byte[] samples, int perSecond) {
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + samples.length).put(ascii("WAVEfmt "));
        file.putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(perSecond)
                .putInt(perSecond * SAMPLE_BYTES);
        file.putShort((short) SAMPLE_BYTES).putShort((short) (8 * SAMPLE_BYTES));
        file.put(ascii("data")).putInt(samples.length).put(samples);
        return file.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
