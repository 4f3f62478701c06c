package studio.atelier.engine.providers.elevenlabs;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.providers.wire.Address;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Multipart;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.providers.wire.Untranslatable;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// ElevenLabs. Both of its calls answer at once. Thread-safe.
public final class ElevenLabsProvider implements Provider {

    private static final FailureTable ERRORS = new FailureTable(
            List.of("request-id"),
            Map.of(),
            Map.of(
                    "quota_exceeded", Kind.OUT_OF_FUNDS,
                    "too_many_concurrent_requests", Kind.RATE_LIMITED,
                    "system_busy", Kind.OVERLOADED,
                    "content_policy_violation", Kind.REFUSED,
                    "content_against_policy", Kind.REFUSED),
            ElevenLabsProvider::said);

    private static final URI BASE = URI.create("https://api.elevenlabs.io");
    private static final String CHARACTERS = "character-cost";
    private static final List<String> VOICE =
            List.of("stability", "similarity_boost", "style", "use_speaker_boost", "speed");

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;

    public ElevenLabsProvider(CatalogProvider provider, Catalog catalog, Outbound outbound) {
        this.provider = provider;
        this.catalog = catalog;
        this.outbound = outbound;
    }

    private static Said said(JsonNode body) {
        JsonNode detail = body.path("detail");
        JsonNode first = detail.isArray() ? detail.path(0) : detail;
        return Said.of(
                first.path("status").asString(first.path("type").asString("")).toLowerCase(Locale.ROOT),
                first.path("message").asString(first.path("msg").asString(detail.asString(""))));
    }

    @Override
    public String name() {
        return provider.id();
    }

    @Override
    public ProviderTraits traits() {
        return new ProviderTraits(true, false, false, false, false, true, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        var failures = new Failures(ERRORS, call);
        try {
            return catalog.wire(provider.id(), call.model(), call.type())
                            .endpoint()
                            .equals("transcription")
                    ? transcribed(call, failures, sink)
                    : spoken(call, failures, sink);
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
    }

    private Answer spoken(ProviderCall call, Failures failures, OutputSink sink) {
        var options = new Options(call.parameters());
        String voice = options.text("voice", "");
        String format = options.text("output_format", "mp3_44100_128");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("text", call.prompt());
        body.put("model_id", call.model());
        Map<String, Object> settings = new LinkedHashMap<>();
        VOICE.forEach(name -> options.take(name).ifPresent(value -> settings.put(name, value)));
        if (!settings.isEmpty()) {
            body.put("voice_settings", settings);
        }
        options.moveRest(body);
        String path = "/text-to-speech/" + Address.encoded(voice) + "?output_format=" + Address.encoded(format);
        var post = new JsonWithFiles().post(uri(call.credentials(), path), body);
        return new Exchange(outbound, failures).send(signed(post, call.credentials()), answer -> {
            try (var spool = new Spool(outbound, failures)) {
                return heard(answer, format, failures, spool, sink);
            }
        });
    }

    private static Answer heard(Outcome.Answered answer, String format, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        @Nullable String requestId = failures.requestId(answer);
        String type = answer.header("content-type").orElse("");
        if (type.startsWith("text/") || type.startsWith("application/json")) {
            return new Answer.Failed(
                    failures.senseless("The provider answered with words in place of sound.", requestId));
        }
        spool.add(format.startsWith("opus") ? "audio/ogg" : "audio/mpeg", answer.body());
        Usage usage = answer.header(CHARACTERS)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> new Usage(Long.valueOf(text), null, null, 0L, null, null, null))
                .orElse(Usage.UNSAID);
        return spool.deliver(sink, usage, requestId, "There is no sound.");
    }

    private Answer transcribed(ProviderCall call, Failures failures, OutputSink sink) {
        Reference audio = call.assets().get("audio");
        if (audio == null) {
            throw new Untranslatable("audio", "Name the sound that is to be written down.");
        }
        Multipart form = new Multipart().field("model_id", call.model());
        call.parameters().forEach((name, value) -> form.field(name, value.asString("")));
        form.file("file", audio);
        var post = form.post(uri(call.credentials(), "/speech-to-text"));
        return new Exchange(outbound, failures).send(signed(post, call.credentials()), answer -> {
            JsonNode tree = Exchange.tree(answer);
            @Nullable String requestId = failures.requestId(answer);
            if (!tree.path("text").isString()) {
                return new Answer.Failed(
                        new ProviderFailure.BadOutput(failures.words("The provider's answer has no text.", requestId)));
            }
            sink.text(tree.path("text").asString());
            return new Answer.Completed(Usage.UNSAID, requestId, "stop");
        });
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        throw new IllegalStateException("this adapter declares no jobs");
    }

    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return Cancellation.MAY_BE_BILLED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        var call = OutboundCall.get(uri(credentials, "/models"), OutboundLimits.BRIEF);
        return new Exchange(outbound, new Failures(ERRORS, credentials))
                .discover(signed(call, credentials), tree -> Exchange.names(tree, "model_id"));
    }

    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        return Address.signed(call.with("xi-api-key", credentials.apiKey()), credentials);
    }

    private URI uri(ProviderCredentials credentials, String path) {
        return Address.versioned(Address.base(credentials, provider, BASE), "/v1", path);
    }
}
