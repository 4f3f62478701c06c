package studio.atelier.testkit.fake.openai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeFiles;
import studio.atelier.testkit.fake.FakeForm;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// `/v1/audio/speech` and `/v1/audio/transcriptions`. What is to be said, and the hint of a transcription, are
/// the prompts.
final class OpenAiSound {

    private static final int TEXT_CHARS_MAX = 4096;
    private static final int TOKENS = 50;
    private static final long SPEECH_MICROS = 15_000;
    private static final long TRANSCRIPTION_MICROS = 6_000;

    private final FakeServer server;

    OpenAiSound(FakeServer server) {
        this.server = server;
    }

    void routes() {
        server.route("POST", "/v1/audio/speech", this::speak);
        server.route("POST", "/v1/audio/transcriptions", this::listen);
    }

    private void speak(FakeExchange exchange) throws IOException {
        JsonNode request = exchange.body();
        String text = request.path("input").asString("");
        if (text.isEmpty()
                || text.length() > TEXT_CHARS_MAX
                || request.path("voice").isMissingNode()) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        Optional<FakeSale> sold =
                server.sell(exchange, "speech", request.path("model").asString(""), text, 0, SPEECH_MICROS);
        if (sold.isEmpty()) {
            return;
        }
        FakeSale sale = sold.get();
        exchange.header("x-request-id", sale.id());
        FakeMedia sound = FakeMedia.sound(sale, request.path("response_format").asString("mp3"));
        if (!request.path("stream_format").asString("").equals("sse")) {
            exchange.bytes(sound.type(), sale.mode().is("empty") ? new byte[0] : FakeFiles.content(sale, sound));
            return;
        }
        byte[] all = sound.bytes();
        List<String> frames = new ArrayList<>();
        for (int from = 0; from < all.length; from += all.length / 4 + 1) {
            byte[] piece = Arrays.copyOfRange(all, from, Math.min(all.length, from + all.length / 4 + 1));
            frames.add(OpenAiImages.event(
                    "speech.audio.delta",
                    "{\"type\":\"speech.audio.delta\",\"audio\":%s}",
                    Base64.getEncoder().encodeToString(piece)));
        }
        frames.add(OpenAiImages.event("speech.audio.done", """
                {"type":"speech.audio.done","usage":{"input_tokens":%s,"output_tokens":%s,"total_tokens":%s}}""", TOKENS, TOKENS, TOKENS + TOKENS));
        server.stream(exchange, sale, "text/event-stream", frames);
    }

    private void listen(FakeExchange exchange) throws IOException {
        FakeForm form = exchange.form();
        List<FakeForm.Part> files = form.files("file");
        if (files.size() != 1
                || files.getFirst().bytes().length == 0
                || !files.getFirst().file().matches("(?i).*\\.(flac|mp3|mp4|mpeg|mpga|m4a|ogg|wav|webm)")) {
            server.refuse(exchange, FakeRefusal.INVALID);
            return;
        }
        Optional<FakeSale> sold = server.sell(
                exchange, "transcription", form.text("model"), form.text("prompt"), 0, TRANSCRIPTION_MICROS);
        if (sold.isEmpty()) {
            return;
        }
        FakeSale sale = sold.get();
        exchange.header("x-request-id", sale.id());
        String text = sale.mode().is("empty") ? "" : sale.text();
        if (form.text("stream").equals("true")) {
            List<String> frames = new ArrayList<>();
            for (String word : text.splitWithDelimiters(" ", 0)) {
                frames.add(OpenAiImages.event(
                        "transcript.text.delta", "{\"type\":\"transcript.text.delta\",\"delta\":%s}", word));
            }
            frames.add(OpenAiImages.event(
                    "transcript.text.done", "{\"type\":\"transcript.text.done\",\"text\":%s}", text));
            server.stream(exchange, sale, "text/event-stream", frames);
            return;
        }
        switch (form.text("response_format")) {
            case "text" -> exchange.bytes("text/plain; charset=utf-8", bytes(text + "\n"));
            case "srt" ->
                exchange.bytes("text/plain; charset=utf-8", bytes("1\n00:00:00,000 --> 00:00:01,000\n" + text + "\n"));
            case "vtt" ->
                exchange.bytes("text/plain; charset=utf-8", bytes("WEBVTT\n\n00:00.000 --> 00:01.000\n" + text + "\n"));
            default -> exchange.json(200, "{\"text\":%s,\"usage\":{\"type\":\"duration\",\"seconds\":1}}", text);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
