package studio.atelier.engine.providers.replicate;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.GenerationType;
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
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.engine.providers.wire.Address;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Kind;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.SignedCallback;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Replicate. A prediction is looked at, or calls back, signed with a secret that is asked for with the key of the
/// job. Thread-safe.
public final class ReplicateProvider implements Provider {

    private static final List<String> POLICY = List.of("nsfw", "safety", "flagged", "sensitive", "moderat");

    private static final FailureTable ERRORS = new FailureTable(
            List.of("x-request-id"), Map.of(), Map.of("policy", Kind.REFUSED), ReplicateProvider::said);

    private static final URI BASE = URI.create("https://api.replicate.com");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;
    private final ReplicateSecrets secrets;
    private final Clock clock;

    public ReplicateProvider(CatalogProvider provider, Catalog catalog, Outbound outbound, Clock clock) {
        this.provider = provider;
        this.catalog = catalog;
        this.outbound = outbound;
        this.secrets = new ReplicateSecrets(outbound);
        this.clock = clock;
    }

    /// A refusal has no code of its own; only its words tell.
    private static Said said(JsonNode body) {
        String message = body.path("detail").asString(body.path("title").asString(""));
        return Said.of(policy(message) ? "policy" : "", message);
    }

    private static boolean policy(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return POLICY.stream().anyMatch(lower::contains);
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
        var failures = new Failures(ERRORS, call);
        var files = new JsonWithFiles();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("input", input(call, files));
        URI callback = call.callback();
        if (callback != null) {
            body.put("webhook", callback.toString());
            body.put("webhook_events_filter", List.of("completed"));
        }
        var post = files.post(uri(call.credentials(), "/models/" + call.model() + "/predictions"), body);
        return new Exchange(outbound, failures).send(signed(post, call.credentials()), answer -> {
            String id = Exchange.tree(answer).path("id").asString("");
            return ID.matcher(id).matches()
                    ? new Answer.Accepted(id, POLL, id)
                    : new Answer.Failed(failures.senseless("The provider took the job without naming it.", null));
        });
    }

    private Map<String, Object> input(ProviderCall call, JsonWithFiles files) {
        Wire wire = catalog.wire(provider.id(), call.model(), call.type());
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("prompt", call.prompt());
        new Options(call.parameters()).moveRest(input);
        List<String> urls = call.references().stream().map(files::dataUrl).toList();
        if (!urls.isEmpty()) {
            String list = wire.value("images", "");
            input.put(list.isEmpty() ? wire.value("image", "image") : list, list.isEmpty() ? urls.getFirst() : urls);
        }
        call.assets().forEach((name, file) -> input.put(wire.value(name, name), files.dataUrl(file)));
        return input;
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        var failures = new Failures(ERRORS, call);
        var look = OutboundCall.get(uri(call.credentials(), "/predictions/" + handle), OutboundLimits.BRIEF);
        return new Exchange(outbound, failures).look(signed(look, call.credentials()), answer -> {
            try (var spool = new Spool(outbound, failures)) {
                return looked(answer, call, failures, spool, sink);
            }
        });
    }

    private static Answer looked(
            Outcome.Answered answer, ProviderCall call, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        JsonNode job = Exchange.tree(answer);
        @Nullable String id = job.path("id").asString(null);
        return switch (job.path("status").asString("")) {
            case "starting", "processing" -> new Answer.Running(-1, POLL);
            case "succeeded" -> delivered(answer.uri(), job, call, spool, sink);
            case "" -> new Answer.Failed(failures.senseless("The job has no status.", id));
            default -> new Answer.Failed(failed(job, failures, id));
        };
    }

    private static Answer delivered(URI from, JsonNode job, ProviderCall call, Spool spool, OutputSink sink)
            throws IOException {
        boolean clip = call.type() == GenerationType.VIDEO;
        for (String url : urls(job.path("output"))) {
            Optional<ProviderFailure> gone = spool.fetch(
                    from, url, clip ? "video/mp4" : "image/png", clip ? OutboundLimits.DOWNLOAD : Spool.FETCH);
            if (gone.isPresent()) {
                return new Answer.Failed(gone.get());
            }
        }
        Usage usage = clip ? Usage.UNSAID : Usage.UNSAID.withImages(spool.size());
        return spool.deliver(sink, usage, job.path("id").asString(null), "The job ended without a file.");
    }

    /// An output is a text, a list or an object, as the model likes.
    private static List<String> urls(JsonNode output) {
        if (output.isString()) {
            return List.of(output.asString());
        }
        List<String> all = new ArrayList<>();
        output.forEach(each -> all.addAll(urls(each)));
        return all;
    }

    private static ProviderFailure failed(JsonNode job, Failures failures, @Nullable String id) {
        String error = job.path("error").asString("");
        var words = failures.words(
                error.isBlank()
                        ? "The provider ended the job: " + job.path("status").asString() + "."
                        : error,
                id);
        return policy(error) ? new ProviderFailure.Refused(words) : new ProviderFailure.Broken(words);
    }

    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        var stop = OutboundCall.postJson(
                uri(call.credentials(), "/predictions/" + handle + "/cancel"), "{}", OutboundLimits.BRIEF);
        new Exchange(outbound, new Failures(ERRORS, call)).tell(signed(stop, call.credentials()));
        return Cancellation.MAY_BE_BILLED;
    }

    @Override
    public Callback.Sender sender(Callback callback, ProviderCredentials credentials) {
        var ask = OutboundCall.get(uri(credentials, "/webhooks/default/secret"), OutboundLimits.BRIEF);
        return secrets.get(credentials.keyId(), signed(ask, credentials))
                .map(secret -> SignedCallback.standard(callback, secret.reveal(), clock.instant()))
                .orElseGet(() -> new Callback.Sender.Forged("the provider does not say its secret now"));
    }

    @Override
    public boolean callsWithJob() {
        return true;
    }

    @Override
    public Optional<String> job(Callback callback) {
        try {
            JsonNode id = JSON.readTree(callback.body()).path("id");
            return id.isString() && ID.matcher(id.asString()).matches() ? Optional.of(id.asString()) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        var call = OutboundCall.get(uri(credentials, "/account"), OutboundLimits.BRIEF);
        // The public list has thousands of models; the catalog's files say which ones are offered.
        return new Exchange(outbound, new Failures(ERRORS, credentials))
                .discover(
                        signed(call, credentials),
                        tree -> tree.path("username").isString() ? Optional.of(List.of()) : Optional.empty());
    }

    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        return Address.signed(call, "Bearer", credentials);
    }

    private URI uri(ProviderCredentials credentials, String path) {
        return Address.versioned(Address.base(credentials, provider, BASE), "/v1", path);
    }
}
