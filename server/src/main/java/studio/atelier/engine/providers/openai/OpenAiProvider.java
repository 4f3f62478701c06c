package studio.atelier.engine.providers.openai;

import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundCall.Payload;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// OpenAI, or a server that speaks its API. Answers are synchronous: there are no jobs to poll.
/// Thread-safe. Source: E60; the wire as of November 2026.
public final class OpenAiProvider implements Provider {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MODELS_MAX = 2_000;

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;

    public OpenAiProvider(CatalogProvider provider, Catalog catalog, Outbound outbound) {
        this.provider = provider;
        this.catalog = catalog;
        this.outbound = outbound;
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
            default ->
                new Answer.Failed(new ProviderFailure.InvalidInput(
                        Words.of("This adapter has no call named " + wire.endpoint() + ".")));
        };
    }

    private Answer chat(ProviderCall call, OpenAiSwitches switches, OutputSink sink) {
        var failures = new OpenAiFailures(call.credentials());
        Payload body = OpenAiRequests.chat(call, switches);
        return sent(
                post(call.credentials(), "/chat/completions", body),
                failures,
                answer -> new ChatAnswer(answer, failures, sink).read());
    }

    private Answer images(ProviderCall call, OpenAiSwitches switches, OutputSink sink) {
        var failures = new OpenAiFailures(call.credentials());
        Payload body = OpenAiRequests.images(call, switches);
        String path = call.references().isEmpty() ? "/images/generations" : "/images/edits";
        JsonNode format = call.parameters().get("output_format");
        String mimeType = "image/" + (format == null ? "png" : format.asString("png"));
        return sent(
                post(call.credentials(), path, body),
                failures,
                answer -> new ImagesAnswer(answer, failures, sink, outbound, mimeType).read());
    }

    /// Reads a good answer.
    @FunctionalInterface
    private interface Reading {
        Answer of(Outcome.Answered answer);
    }

    private Answer sent(@Nullable OutboundCall call, OpenAiFailures failures, Reading reading) {
        if (call == null) {
            return new Answer.Failed(new ProviderFailure.InvalidInput(Words.of(NO_ADDRESS)));
        }
        return switch (outbound.send(call)) {
            case Outcome.NotSent unsent -> new Answer.Failed(failures.of(unsent));
            case Outcome.SentNoAnswer silence -> new Answer.Failed(failures.of(silence));
            case Outcome.Answered answer -> {
                try (answer) {
                    yield answer.ok() ? reading.of(answer) : new Answer.Failed(failures.of(answer));
                }
            }
        };
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
        var failures = new OpenAiFailures(credentials);
        var call = signed(OutboundCall.get(OpenAiAddress.of(base).to("/models"), OutboundLimits.BRIEF), credentials);
        return switch (outbound.send(call)) {
            case Outcome.NotSent unsent ->
                new Discovery.Unreachable(failures.of(unsent).words().message());
            case Outcome.SentNoAnswer silence ->
                new Discovery.Unreachable(failures.of(silence).words().message());
            case Outcome.Answered answer -> {
                try (answer) {
                    yield answer.ok() ? listed(answer, failures) : unlisted(answer, failures);
                }
            }
        };
    }

    private static Discovery unlisted(Outcome.Answered answer, OpenAiFailures failures) {
        String message = failures.of(answer).words().message();
        return switch (answer.status()) {
            case 401, 403 -> new Discovery.Rejected(message);
            // Not every server lists its models.
            case 404, 405, 501 -> new Discovery.Models(List.of());
            default -> new Discovery.Unreachable(message);
        };
    }

    private static Discovery listed(Outcome.Answered answer, OpenAiFailures failures) {
        try {
            JsonNode tree = JSON.readTree(answer.body());
            if (!tree.path("data").isArray()) {
                return new Discovery.Unreachable("The address answers, but not with a list of models.");
            }
            List<String> ids = new ArrayList<>();
            for (JsonNode model : tree.path("data")) {
                String id = model.path("id").asString("");
                if (!id.isBlank() && id.length() <= 200 && !gone(model) && ids.size() < MODELS_MAX) {
                    ids.add(id);
                }
            }
            return new Discovery.Models(ids);
        } catch (JacksonException problem) {
            return new Discovery.Unreachable(
                    failures.unreadable(problem, null).words().message());
        }
    }

    private static boolean gone(JsonNode model) {
        String day = model.path("shutdown_date").asString("");
        return !day.isEmpty() && day.compareTo(LocalDate.now(ZoneOffset.UTC).toString()) <= 0;
    }

    private @Nullable OutboundCall post(ProviderCredentials credentials, String path, Payload body) {
        URI base = base(credentials);
        if (base == null) {
            return null;
        }
        Map<String, Secret> headers = new LinkedHashMap<>();
        headers.put("Content-Type", new Secret("application/json"));
        URI uri = OpenAiAddress.of(base).to(path);
        return signed(new OutboundCall("POST", uri, headers, body, OutboundLimits.WORK), credentials);
    }

    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        OutboundCall signed = credentials.apiKey().reveal().isEmpty()
                ? call
                : call.with(
                        "Authorization",
                        new Secret("Bearer " + credentials.apiKey().reveal()));
        for (Map.Entry<String, Secret> header : credentials.headers().entrySet()) {
            if (!header.getKey().toLowerCase(Locale.ROOT).startsWith(OpenAiSwitches.HEADER_PREFIX)) {
                signed = signed.with(header.getKey(), header.getValue());
            }
        }
        return signed;
    }

    private static final String NO_ADDRESS =
            "This connection has no address. Add the base URL of the server to the key, such as https://host/v1.";

    private @Nullable URI base(ProviderCredentials credentials) {
        return credentials.baseUrl() == null ? provider.baseUrl() : credentials.baseUrl();
    }
}
