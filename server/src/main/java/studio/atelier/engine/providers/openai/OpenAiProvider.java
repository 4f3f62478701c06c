package studio.atelier.engine.providers.openai;

import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.Wire;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.engine.providers.wire.Address;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonEvents;
import studio.atelier.engine.providers.wire.Multipart;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.providers.wire.Untranslatable;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.JsonNode;

/// OpenAI, or a server that speaks its API. Answers are synchronous: there are no jobs to poll.
/// Thread-safe. Source: E60; the wire as of November 2026.
public final class OpenAiProvider implements Provider {

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;
    private final FailureTable errors;

    public OpenAiProvider(CatalogProvider provider, Catalog catalog, Outbound outbound) {
        this(provider, catalog, outbound, OpenAiErrors.TABLE);
    }

    /// For a provider that speaks this API and has errors of its own.
    public OpenAiProvider(CatalogProvider provider, Catalog catalog, Outbound outbound, FailureTable errors) {
        this.provider = provider;
        this.catalog = catalog;
        this.outbound = outbound;
        this.errors = errors;
    }

    @Override
    public String name() {
        return provider.id();
    }

    @Override
    public ProviderTraits traits() {
        return new ProviderTraits(provider.keyRequired(), false, false, false, false, true, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        Wire wire = catalog.wire(provider.id(), call.model(), call.type());
        OpenAiSwitches switches = OpenAiSwitches.of(wire, call.credentials());
        return switch (wire.endpoint()) {
            case "chat" -> chat(call, switches, sink);
            case "images" -> images(call, switches, sink);
            case "speech" -> speech(call, switches, sink);
            case "transcription" -> transcription(call, sink);
            case "embeddings", "moderations" -> judged(call, wire.endpoint(), sink);
            default ->
                new Answer.Failed(new ProviderFailure.InvalidInput(
                        Words.of("This adapter has no call named " + wire.endpoint() + ".")));
        };
    }

    private Answer chat(ProviderCall call, OpenAiSwitches switches, OutputSink sink) {
        var failures = new Failures(errors, call);
        Payload body = OpenAiRequests.chat(call, switches, sink.live());
        return sent(
                call,
                "/chat/completions",
                body,
                answer -> new ChatAnswer(answer, failures, sink, switches.usage()).read());
    }

    private Answer images(ProviderCall call, OpenAiSwitches switches, OutputSink sink) {
        var failures = new Failures(errors, call);
        Payload body = OpenAiRequests.images(call, switches);
        boolean works = !call.references().isEmpty() || !call.assets().isEmpty();
        JsonNode format = call.parameters().get("output_format");
        String mimeType = "image/" + (format == null ? "png" : format.asString("png"));
        return sent(call, works ? "/images/edits" : "/images/generations", body, answer -> {
            try (var spool = new Spool(outbound, failures)) {
                return JsonEvents.streamed(answer)
                        ? ImagesStream.read(answer, OpenAiRequests.partials(call), mimeType, failures, spool, sink)
                        : new ImagesAnswer(answer, failures, spool, mimeType, switches.usage()).read(sink);
            }
        });
    }

    private Answer speech(ProviderCall call, OpenAiSwitches switches, OutputSink sink) {
        var failures = new Failures(errors, call);
        return sent(call, "/audio/speech", Sounds.speech(call, switches), answer -> {
            try (var spool = new Spool(outbound, failures)) {
                return Sounds.spoken(answer, call, failures, spool, sink);
            }
        });
    }

    private Answer transcription(ProviderCall call, OutputSink sink) {
        var failures = new Failures(errors, call);
        try {
            Multipart form = Sounds.transcription(call);
            return sent(
                    call,
                    "/audio/transcriptions",
                    form.payload(),
                    form.contentType(),
                    answer -> Sounds.written(answer, failures, sink));
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
    }

    private Answer judged(ProviderCall call, String endpoint, OutputSink sink) {
        var failures = new Failures(errors, call);
        String list = endpoint.equals("embeddings") ? "data" : "results";
        return sent(
                call, "/" + endpoint, Judgements.body(call), answer -> Judgements.read(answer, list, failures, sink));
    }

    private Answer sent(ProviderCall call, String path, Payload body, Exchange.Reading reading) {
        return sent(call, path, body, "application/json", reading);
    }

    private Answer sent(ProviderCall call, String path, Payload body, String type, Exchange.Reading reading) {
        URI base = base(call.credentials());
        if (base == null) {
            return new Answer.Failed(new ProviderFailure.InvalidInput(Words.of(NO_ADDRESS)));
        }
        Map<String, Secret> headers = Map.of("Content-Type", new Secret(type));
        var post = new OutboundCall("POST", OpenAiAddress.of(base).to(path), headers, body, OutboundLimits.WORK);
        return new Exchange(outbound, new Failures(errors, call)).send(signed(post, call.credentials()), reading);
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
        URI base = base(credentials);
        if (base == null) {
            return new Discovery.Unreachable(NO_ADDRESS);
        }
        var call = signed(OutboundCall.get(OpenAiAddress.of(base).to("/models"), OutboundLimits.BRIEF), credentials);
        return new Exchange(outbound, new Failures(errors, credentials)).discover(call, OpenAiProvider::listed);
    }

    private static Optional<List<String>> listed(JsonNode tree) {
        return tree.path("data").isArray()
                ? Optional.of(tree.path("data")
                        .valueStream()
                        .filter(model -> !gone(model))
                        .map(model -> model.path("id").asString(""))
                        .toList())
                : Optional.empty();
    }

    private static boolean gone(JsonNode model) {
        String day = model.path("shutdown_date").asString("");
        return !day.isEmpty() && day.compareTo(LocalDate.now(ZoneOffset.UTC).toString()) <= 0;
    }

    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        return Address.signed(call, "Bearer", credentials);
    }

    private static final String NO_ADDRESS =
            "This connection has no address. Add the base URL of the server to the key, such as https://host/v1.";

    private @Nullable URI base(ProviderCredentials credentials) {
        return credentials.baseUrl() == null ? provider.baseUrl() : credentials.baseUrl();
    }
}
