package studio.atelier.engine.providers.openrouter;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.engine.providers.openai.ImagesAnswer;
import studio.atelier.engine.providers.openai.OpenAiProvider;
import studio.atelier.engine.providers.openai.OpenAiUsage;
import studio.atelier.engine.providers.wire.Address;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// OpenRouter. Names the exact cost of each call. Clips are jobs without a way to stop them; their callbacks
/// are not signed, so they only make the engine look. Thread-safe.
public final class OpenRouterProvider implements Provider {

    private static final URI BASE = URI.create("https://openrouter.ai/api/v1");
    private static final Pattern JOB = Pattern.compile("[A-Za-z0-9_.:-]{1,200}");
    private static final Duration POLL_FIRST = Duration.ofSeconds(10);
    private static final Duration POLL_NEXT = Duration.ofSeconds(5);

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;
    private final OpenAiProvider dialect;

    public OpenRouterProvider(CatalogProvider provider, Catalog catalog, Outbound outbound) {
        this.provider = provider;
        this.catalog = catalog;
        this.outbound = outbound;
        this.dialect = new OpenAiProvider(provider, catalog, outbound, OpenRouterErrors.TABLE);
    }

    @Override
    public String name() {
        return provider.id();
    }

    @Override
    public ProviderTraits traits() {
        return new ProviderTraits(true, true, true, false, false, true, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        var files = new JsonWithFiles();
        var failures = new Failures(OpenRouterErrors.TABLE, call);
        return switch (catalog.wire(provider.id(), call.model(), call.type()).endpoint()) {
            case "pictures" ->
                post(call, "/images", files, OpenRouterMedia.picture(call, files), answer -> {
                    try (var spool = new Spool(outbound, failures)) {
                        return new ImagesAnswer(answer, failures, spool, "image/png", OpenAiUsage.WITH_COST).read(sink);
                    }
                });
            case "clips" ->
                post(call, "/videos", files, OpenRouterMedia.clip(call, files), answer -> accepted(answer, failures));
            default -> dialect.submit(call, sink);
        };
    }

    private Answer post(
            ProviderCall call, String path, JsonWithFiles files, Map<String, Object> body, Exchange.Reading reading) {
        var post = files.post(uri(call.credentials(), path), body);
        return new Exchange(outbound, new Failures(OpenRouterErrors.TABLE, call))
                .send(Address.signed(post, "Bearer", call.credentials()), reading);
    }

    private static Answer accepted(Outcome.Answered answer, Failures failures) {
        JsonNode job = Exchange.tree(answer);
        @Nullable String requestId = job.path("generation_id").asString(failures.requestId(answer));
        String id = job.path("id").asString("");
        if (job.path("error").isObject()) {
            return new Answer.Failed(failures.begun(job, requestId));
        }
        return JOB.matcher(id).matches()
                ? new Answer.Accepted(id, POLL_FIRST, requestId)
                : new Answer.Failed(failures.senseless("The provider took the job without naming it.", requestId));
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        var failures = new Failures(OpenRouterErrors.TABLE, call);
        var look = OutboundCall.get(uri(call.credentials(), "/videos/" + handle), OutboundLimits.BRIEF);
        return new Exchange(outbound, failures)
                .look(Address.signed(look, "Bearer", call.credentials()), answer -> look(answer, handle, call, sink));
    }

    private Answer look(Outcome.Answered answer, String handle, ProviderCall call, OutputSink sink) throws IOException {
        var failures = new Failures(OpenRouterErrors.TABLE, call);
        JsonNode job = Exchange.tree(answer);
        @Nullable String requestId = failures.requestId(answer);
        return switch (job.path("status").asString("")) {
            case "pending", "in_progress" -> new Answer.Running(-1, POLL_NEXT);
            case "completed" -> fetched(job, handle, call, sink, failures);
            case "" -> new Answer.Failed(failures.senseless("The job has no status.", requestId));
            default -> new Answer.Failed(OpenRouterMedia.failed(job, failures, requestId));
        };
    }

    private Answer fetched(JsonNode job, String handle, ProviderCall call, OutputSink sink, Failures failures)
            throws IOException {
        URI content = uri(call.credentials(), "/videos/" + handle + "/content?index=0");
        try (var spool = new Spool(outbound, failures)) {
            Optional<ProviderFailure> gone = spool.fetch(
                    Address.signed(OutboundCall.get(content, OutboundLimits.DOWNLOAD), "Bearer", call.credentials()),
                    "video/mp4");
            return gone.isPresent()
                    ? new Answer.Failed(gone.get())
                    : spool.deliver(sink, OpenAiUsage.WITH_COST.read(job.path("usage")), null, "There is no clip.");
        }
    }

    /// There is no call for it.
    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return Cancellation.MAY_BE_BILLED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        // The list of models needs no key, so the key is asked about first.
        var key = OutboundCall.get(uri(credentials, "/key"), OutboundLimits.BRIEF);
        Discovery known = new Exchange(outbound, new Failures(OpenRouterErrors.TABLE, credentials))
                .discover(
                        Address.signed(key, "Bearer", credentials),
                        tree -> tree.path("data").isObject() ? Optional.of(List.of()) : Optional.empty());
        return known instanceof Discovery.Models ? dialect.discover(credentials) : known;
    }

    private URI uri(ProviderCredentials credentials, String path) {
        return Address.versioned(Address.base(credentials, provider, BASE), "/api/v1", path);
    }
}
