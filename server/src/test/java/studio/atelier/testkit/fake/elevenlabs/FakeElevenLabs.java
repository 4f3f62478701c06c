package studio.atelier.testkit.fake.elevenlabs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.atelier.testkit.fake.FakeApi;
import studio.atelier.testkit.fake.FakeExchange;
import studio.atelier.testkit.fake.FakeFiles;
import studio.atelier.testkit.fake.FakeForm;
import studio.atelier.testkit.fake.FakeMedia;
import studio.atelier.testkit.fake.FakeRefusal;
import studio.atelier.testkit.fake.FakeSale;
import studio.atelier.testkit.fake.FakeServer;
import tools.jackson.databind.JsonNode;

/// The fake of ElevenLabs. A transcription has no prompt: the name of the file speaks for it.
public final class FakeElevenLabs implements FakeApi {

    /// Price of a character, micro-USD.
    public static final long CHARACTER_MICROS = 80;

    private static final long TRANSCRIPTION_MICROS = 6_000;

    public static void main(String[] args) throws IOException {
        FakeServer.run(new FakeElevenLabs(), args);
    }

    @Override
    public String key(FakeExchange exchange) {
        return exchange.header("xi-api-key");
    }

    @Override
    public void routes(FakeServer server) {
        server.route(
                "POST", "/v1/text-to-speech/([^/]+)(/stream|/with-timestamps)?", exchange -> speak(exchange, server));
        server.route("POST", "/v1/sound-generation", exchange -> speak(exchange, server));
        server.route("POST", "/v1/speech-to-text", exchange -> listen(exchange, server));
        server.route("GET", "/v2/voices", FakeElevenLabs::voices);
        server.route("GET", "/v1/models", exchange -> exchange.json(200, """
                [{"model_id":"eleven_v4","name":"Eleven v4","can_do_text_to_speech":true,
                "languages":[{"language_id":"en","name":"English"}],"maximum_text_length_per_request":10000,
                "token_cost_factor":1},
                {"model_id":"scribe_v2","name":"Scribe v2","can_do_text_to_speech":false,"languages":[]}]"""));
        server.route("GET", "/v1/user/subscription", exchange -> exchange.json(200, """
                {"tier":"creator","character_count":1000,"character_limit":100000,"max_credit_limit_extension":0,
                "can_extend_character_limit":false,"allowed_to_extend_character_limit":false,"voice_slots_used":1,
                "professional_voice_slots_used":0,"professional_voice_slots_used_in_workspace":0,"voice_limit":30,
                "voice_add_edit_counter":0,"professional_voice_limit":1,"can_extend_voice_limit":false,
                "can_use_instant_voice_cloning":true,"can_use_professional_voice_cloning":false,
                "current_overage":{"amount":"0","currency":"usd"},"status":"active","open_invoices":[],
                "has_open_invoices":false}"""));
    }

    private static void speak(FakeExchange exchange, FakeServer server) throws IOException {
        JsonNode request = exchange.body();
        String text = request.path("text").asString("");
        boolean voiceless =
                exchange.path().contains("text-to-speech") && exchange.group(1).equals("no-such-voice");
        if (text.isEmpty() || voiceless) {
            server.refuse(exchange, voiceless ? FakeRefusal.NOT_FOUND : FakeRefusal.UNPROCESSABLE);
            return;
        }
        String model = request.path("model_id").asString("eleven_multilingual_v2");
        Optional<FakeSale> sold = server.sell(exchange, "speech", model, text, 0, text.length() * CHARACTER_MICROS);
        if (sold.isEmpty()) {
            return;
        }
        FakeSale sale = sold.get();
        exchange.header("request-id", sale.id());
        exchange.header("character-cost", Integer.toString(text.length()));
        FakeMedia sound = FakeMedia.sound(sale, exchange.query("output_format"));
        if (exchange.path().endsWith("/with-timestamps")) {
            List<String> letters =
                    text.codePoints().mapToObj(Character::toString).toList();
            List<Double> starts = new ArrayList<>();
            letters.forEach(letter -> starts.add(starts.size() * 0.05));
            List<Double> ends = starts.stream().map(start -> start + 0.05).toList();
            exchange.json(200, """
                    {"audio_base64":%s,"alignment":{"characters":%s,"character_start_times_seconds":%s,
                    "character_end_times_seconds":%s}}""", sound.base64(sale), letters, starts, ends);
        } else {
            exchange.bytes(sound.type(), sale.mode().is("empty") ? new byte[0] : FakeFiles.content(sale, sound));
        }
    }

    private static void listen(FakeExchange exchange, FakeServer server) throws IOException {
        FakeForm form = exchange.form();
        List<FakeForm.Part> files = form.files("file");
        if (files.size() != 1
                || files.getFirst().bytes().length == 0
                || form.text("model_id").isEmpty()) {
            server.refuse(exchange, FakeRefusal.UNPROCESSABLE);
            return;
        }
        Optional<FakeSale> sale = server.sell(
                exchange,
                "transcription",
                form.text("model_id"),
                files.getFirst().file(),
                0,
                TRANSCRIPTION_MICROS);
        if (sale.isPresent()) {
            exchange.header("request-id", sale.get().id());
            exchange.json(
                    200, """
                    {"language_code":"en","language_probability":0.99,"text":%s,
                    "words":[{"text":"This","start":0,"end":0.2,"type":"word","logprob":0}]}""", sale.get().mode().is("empty") ? "" : sale.get().text());
        }
    }

    private static void voices(FakeExchange exchange) throws IOException {
        if (exchange.query("next_page_token").isEmpty()) {
            exchange.json(200, """
                    {"voices":[{"voice_id":"v1","name":"Ann","category":"premade","labels":{"accent":"british"},
                    "preview_url":null}],"has_more":true,"total_count":2,"next_page_token":"2"}""");
        } else {
            exchange.json(200, """
                    {"voices":[{"voice_id":"v2","name":"Ben","category":"premade","labels":{},"preview_url":null}],
                    "has_more":false,"total_count":2,"next_page_token":null}""");
        }
    }

    @Override
    public void refuse(FakeExchange exchange, FakeRefusal refusal) throws IOException {
        exchange.header("request-id", "req_refused");
        if (refusal == FakeRefusal.UNPROCESSABLE) {
            exchange.json(
                    422,
                    "{\"detail\":[{\"loc\":[\"body\",\"text\"],\"msg\":%s,\"type\":\"missing\"}]}",
                    refusal.message());
            return;
        }
        String word = switch (refusal) {
            case KEY -> "invalid_api_key";
            case QUOTA, MONEY -> "quota_exceeded";
            case SPEED -> "too_many_concurrent_requests";
            case UNAVAILABLE, OVERLOADED -> "system_busy";
            case MODERATED -> "content_against_policy";
            case NOT_FOUND -> "voice_not_found";
            case FORBIDDEN -> "missing_permissions";
            default -> "internal_error";
        };
        // An account without money is refused like a wrong key.
        int status = refusal == FakeRefusal.QUOTA ? 401 : refusal.status();
        exchange.json(status, "{\"detail\":{\"status\":%s,\"message\":%s}}", word, refusal.message());
    }
}
