package studio.atelier.engine.providers.fal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.catalog.Wire;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Callback;
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
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.providers.wire.Untranslatable;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// fal. A call goes into a queue, is looked at or called back, and its output is fetched; that it completed
/// says nothing about success. A submit is never repeated: the queue cannot tell two apart.
/// Thread-safe. Source: the wire as of 2026.
public final class FalProvider implements Provider {

    private static final URI QUEUE = URI.create("https://queue.fal.run");
    private static final URI PLATFORM = URI.create("https://api.fal.ai");
    private static final URI REST = URI.create("https://rest.fal.ai");
    private static final int SERVERS_MAX = 100;
    private static final Duration POLL_FIRST = Duration.ofSeconds(2);
    private static final Duration POLL_NEXT = Duration.ofSeconds(2);

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;
    private final Clock clock;
    private final Cache<URI, FalKeys> keys =
            Caffeine.newBuilder().maximumSize(SERVERS_MAX).build();

    public FalProvider(CatalogProvider provider, Catalog catalog, Outbound outbound, Clock clock) {
        this.provider = provider;
        this.catalog = catalog;
        this.outbound = outbound;
        this.clock = clock;
    }

    @Override
    public String name() {
        return provider.id();
    }

    @Override
    public ProviderTraits traits() {
        return new ProviderTraits(true, true, true, false, true, true, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        Wire wire = wire(call);
        var files = new JsonWithFiles();
        try {
            Map<String, Object> input = FalInput.body(call, wire, files);
            var post = files.post(submitTo(call, wire), input);
            var failures = new Failures(FalErrors.QUEUE, call);
            return exchange(failures).send(signed(post, call), answer -> accepted(answer, call, failures));
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
    }

    private URI submitTo(ProviderCall call, Wire wire) {
        URI endpoint = Address.under(queue(call.credentials()), "/" + FalInput.endpoint(call, wire));
        URI callback = call.callback();
        return callback == null
                ? endpoint
                : URI.create(endpoint + "?fal_webhook=" + Address.encoded(callback.toString()));
    }

    private Answer accepted(Outcome.Answered answer, ProviderCall call, Failures failures) {
        JsonNode tree = Exchange.tree(answer);
        String request = tree.path("request_id").asString("");
        @Nullable String requestId = request.isEmpty() ? failures.requestId(answer) : request;
        return FalJob.of(tree, queue(call.credentials()))
                .<Answer>map(job -> new Answer.Accepted(job.handle(), POLL_FIRST, requestId))
                .orElseGet(() -> new Answer.Failed(failures.senseless(
                        "The provider took the job without saying where to look at it.", requestId)));
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        Optional<FalJob> job = job(handle, call);
        if (job.isEmpty()) {
            return new Answer.Failed(
                    new ProviderFailure.Broken(Words.of("The job was given to another server than this key's.")));
        }
        var failures = new Failures(FalErrors.QUEUE, call);
        var look = OutboundCall.get(job.get().status(), OutboundLimits.BRIEF);
        Answer status = exchange(failures).look(signed(look, call), answer -> status(answer, failures));
        return status instanceof Answer.Completed ? fetched(job.get(), call, sink) : status;
    }

    /// `Completed` here means that there is something to fetch.
    private static Answer status(Outcome.Answered answer, Failures failures) {
        JsonNode tree = Exchange.tree(answer);
        return switch (tree.path("status").asString("")) {
            case "IN_QUEUE", "IN_PROGRESS" -> new Answer.Running(-1, POLL_NEXT);
            case "COMPLETED" -> new Answer.Completed(Usage.UNSAID, null, null);
            default -> new Answer.Failed(failures.senseless("The job has no status.", failures.requestId(answer)));
        };
    }

    private Answer fetched(FalJob job, ProviderCall call, OutputSink sink) {
        var failures = new Failures(FalErrors.RESULT, call);
        var get = OutboundCall.get(job.response(), OutboundLimits.WORK);
        return exchange(failures).send(signed(get, call), answer -> read(answer, call, failures, sink));
    }

    private Answer read(Outcome.Answered answer, ProviderCall call, Failures failures, OutputSink sink)
            throws IOException {
        try (var spool = new Spool(outbound, failures)) {
            return FalResult.read(answer, call, wire(call), failures, spool, sink);
        }
    }

    @Override
    public Callback.Sender sender(Callback callback, ProviderCredentials credentials) {
        URI address = Address.under(beside(queue(credentials), REST), "/.well-known/jwks.json");
        FalKeys known = keys.get(address, at -> new FalKeys(outbound, at, clock));
        return new FalSignature(known, clock).sender(callback);
    }

    @Override
    public boolean callsWithJob() {
        return true;
    }

    @Override
    public Optional<String> job(Callback callback) {
        return FalJob.called(callback.body());
    }

    /// Of a job whose submit was not answered only the id is known.
    private Optional<FalJob> job(String handle, ProviderCall call) {
        URI queue = queue(call.credentials());
        return FalJob.of(handle, queue).or(() -> FalJob.called(handle, FalInput.endpoint(call, wire(call)), queue));
    }

    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        Optional<FalJob> job = job(handle, call);
        if (job.isEmpty()) {
            return Cancellation.MAY_BE_BILLED;
        }
        var put = new OutboundCall(
                "PUT", job.get().cancel(), Map.of(), new OutboundCall.Payload.None(), OutboundLimits.BRIEF);
        return exchange(new Failures(FalErrors.QUEUE, call)).tell(signed(put, call)) == 400
                ? Cancellation.TOO_LATE
                : Cancellation.MAY_BE_BILLED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        URI list = Address.under(beside(queue(credentials), PLATFORM), "/v1/models?status=active&limit=1000");
        var call = Address.signed(OutboundCall.get(list, OutboundLimits.BRIEF), "Key", credentials);
        return exchange(new Failures(FalErrors.QUEUE, credentials))
                .discover(call, tree -> Exchange.names(tree.path("models"), "endpoint_id"));
    }

    private Wire wire(ProviderCall call) {
        return catalog.wire(provider.id(), call.model(), call.type());
    }

    private Exchange exchange(Failures failures) {
        return new Exchange(outbound, failures);
    }

    private static OutboundCall signed(OutboundCall call, ProviderCall of) {
        return Address.signed(call, "Key", of.credentials());
    }

    private URI queue(ProviderCredentials credentials) {
        return Address.base(credentials, provider, QUEUE);
    }

    /// The sister host of the queue; a server of one's own answers for all of them.
    private static URI beside(URI queue, URI sister) {
        return Address.sameOrigin(queue, QUEUE) ? sister : queue;
    }
}
