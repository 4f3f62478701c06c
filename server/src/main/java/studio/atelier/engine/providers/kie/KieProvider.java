package studio.atelier.engine.providers.kie;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.providers.wire.Address;
import studio.atelier.engine.providers.wire.Costs;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Multipart;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.SignedCallback;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Kie AI. Pictures to work from are uploaded first, since its models take addresses only; jobs say in
/// credits what they cost. Thread-safe.
public final class KieProvider implements Provider {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final URI BASE = URI.create("https://api.kie.ai");
    private static final URI UPLOADS = URI.create("https://kieai.redpandaai.co");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,200}");
    private static final BigDecimal CREDIT_USD = new BigDecimal("0.005");
    private static final Duration POLL = Duration.ofSeconds(3);

    /// Of a task's id in the id of its message.
    private static final int TASK_MAX = 180;

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;
    private final Clock clock;

    public KieProvider(CatalogProvider provider, Catalog catalog, Outbound outbound, Clock clock) {
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
        return new ProviderTraits(true, true, true, false, false, true, provider.concurrency());
    }

    /// An account may sign with a key of its own, which the connection names in the header `x-atelier-webhook-key`. The
    /// signature covers the task and the time and not the rest, of which nothing is believed anyway.
    @Override
    public Callback.Sender sender(Callback callback, ProviderCredentials credentials) {
        Optional<String> key = Address.wish(credentials, "webhook-key");
        if (key.isEmpty()) {
            return new Callback.Sender.Unsigned();
        }
        String time = callback.header("x-webhook-timestamp").orElse("");
        String task = task(callback.body());
        if (!SignedCallback.fresh(time, clock.instant())) {
            return new Callback.Sender.Forged("the time of the signature is missing or more than 5 minutes off");
        }
        String signature = callback.header("x-webhook-signature").orElse("");
        return ID.matcher(task).matches()
                        && SignedCallback.fits(key.get().getBytes(StandardCharsets.UTF_8), task + "." + time, signature)
                ? new Callback.Sender.Proven(task.length() > TASK_MAX ? task.substring(0, TASK_MAX) : task + "." + time)
                : new Callback.Sender.Forged("the signature does not fit the key of the connection");
    }

    @Override
    public boolean callsWithJob() {
        return true;
    }

    @Override
    public Optional<String> job(Callback callback) {
        return Optional.of(task(callback.body())).filter(id -> ID.matcher(id).matches());
    }

    private static String task(String body) {
        try {
            return JSON.readTree(body).at("/data/taskId").asString("");
        } catch (JacksonException _) {
            return "";
        }
    }

    /// Reads what comes with code 200.
    @FunctionalInterface
    private interface Reading {
        Answer of(JsonNode data, Outcome.Answered answer) throws IOException;
    }

    private static Exchange.Reading checked(Failures failures, Reading reading) {
        return answer -> {
            JsonNode tree = Exchange.tree(answer);
            if (tree.path("code").asInt(0) == 0) {
                return new Answer.Failed(failures.senseless("The provider's answer has no code.", null));
            }
            return tree.path("code").asInt() == 200
                    ? reading.of(tree.path("data"), answer)
                    : new Answer.Failed(failures.said(KieErrors.read(tree), 200, null));
        };
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        var failures = new Failures(KieErrors.TABLE, call);
        Wire wire = catalog.wire(provider.id(), call.model(), call.type());
        List<String> addresses = new ArrayList<>();
        Map<String, String> assets = new LinkedHashMap<>();
        Optional<Answer> failed = uploaded(call, addresses, assets, failures);
        if (failed.isPresent()) {
            return failed.get();
        }
        Map<String, Object> input = input(call, wire, addresses, assets);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("input", input);
        URI callback = call.callback();
        if (callback != null) {
            body.put("callBackUrl", callback.toString());
        }
        var post = new JsonWithFiles().post(Address.under(base(call.credentials()), "/api/v1/jobs/createTask"), body);
        return new Exchange(outbound, failures).send(signed(post, call.credentials()), checked(failures, (data, _) -> {
            String id = data.path("taskId").asString("");
            return ID.matcher(id).matches()
                    ? new Answer.Accepted(id, POLL, id)
                    : new Answer.Failed(failures.senseless("The provider took the job without naming it.", null));
        }));
    }

    private static Map<String, Object> input(
            ProviderCall call, Wire wire, List<String> addresses, Map<String, String> assets) {
        Map<String, Object> input = new LinkedHashMap<>();
        if (!call.prompt().isBlank()) {
            input.put("prompt", call.prompt());
        }
        var options = new Options(call.parameters());
        options.take("duration_seconds")
                .ifPresent(seconds -> input.put(
                        "duration",
                        wire.value("seconds_form", "number").equals("text") ? seconds.asString() : seconds));
        options.moveRest(input);
        String list = wire.value("images", "");
        if (!list.isEmpty()) {
            input.put(list, addresses);
        } else if (!addresses.isEmpty()) {
            input.put(wire.value("image", "image_url"), addresses.getFirst());
        }
        assets.forEach((name, address) -> input.put(wire.value(name, name + "_url"), address));
        return input;
    }

    /// Nothing is bought by an upload, so one that fails was not sent.
    private Optional<Answer> uploaded(
            ProviderCall call, List<String> addresses, Map<String, String> assets, Failures failures) {
        Map<String, Reference> all = new LinkedHashMap<>();
        for (int index = 0; index < call.references().size(); index++) {
            all.put(Integer.toString(index), call.references().get(index));
        }
        all.putAll(call.assets());
        for (Map.Entry<String, Reference> each : all.entrySet()) {
            var place = new ArrayList<String>(1);
            Answer answer = upload(call, each.getValue(), failures, place);
            if (place.isEmpty()) {
                return Optional.of(
                        answer instanceof Answer.Failed(ProviderFailure.NoAnswer(var words))
                                ? new Answer.Failed(new ProviderFailure.NotSent(words))
                                : answer);
            }
            if (call.assets().containsKey(each.getKey())) {
                assets.put(each.getKey(), place.getFirst());
            } else {
                addresses.add(place.getFirst());
            }
        }
        return Optional.empty();
    }

    private Answer upload(ProviderCall call, Reference file, Failures failures, List<String> place) {
        URI base = base(call.credentials());
        URI host = Address.sameOrigin(base, BASE) ? UPLOADS : base;
        // A name that is used again may bring back what was there before.
        Multipart form = new Multipart()
                .field("uploadPath", "atelier/" + UUID.randomUUID())
                .file("file", file);
        var post = form.post(Address.under(host, "/api/file-stream-upload"));
        return new Exchange(outbound, failures).send(signed(post, call.credentials()), checked(failures, (data, _) -> {
            String address = data.path("downloadUrl").asString("");
            if (!address.isEmpty()) {
                place.add(address);
            }
            return new Answer.Failed(failures.senseless("The provider took a file without saying where it is.", null));
        }));
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        var failures = new Failures(KieErrors.TABLE, call);
        var look = OutboundCall.get(
                Address.under(base(call.credentials()), "/api/v1/jobs/recordInfo?taskId=" + handle),
                OutboundLimits.BRIEF);
        return new Exchange(outbound, failures)
                .look(signed(look, call.credentials()), checked(failures, (data, from) -> {
                    try (var spool = new Spool(outbound, failures)) {
                        return looked(data, from.uri(), call, failures, spool, sink);
                    }
                }));
    }

    private static Answer looked(
            JsonNode data, URI from, ProviderCall call, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        @Nullable String id = data.path("taskId").asString(null);
        return switch (data.path("state").asString("")) {
            case "waiting", "queuing", "generating" -> new Answer.Running(-1, POLL);
            case "success" -> delivered(data, from, call, failures, spool, sink);
            case "fail" -> {
                String message = data.path("failMsg").asString("");
                var words = failures.words(message.isBlank() ? "The job failed." : message, id);
                yield new Answer.Failed(
                        KieErrors.policy(message)
                                ? new ProviderFailure.Refused(words)
                                : new ProviderFailure.Broken(words));
            }
            default -> new Answer.Failed(failures.senseless("The job has no state.", id));
        };
    }

    private static Answer delivered(
            JsonNode data, URI from, ProviderCall call, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        @Nullable String id = data.path("taskId").asString(null);
        boolean clip = call.type() == GenerationType.VIDEO;
        List<String> urls;
        try {
            // JSON inside a string.
            urls = JSON.readTree(data.path("resultJson").asString("{}"))
                    .path("resultUrls")
                    .valueStream()
                    .map(each -> each.asString(""))
                    .toList();
        } catch (JacksonException problem) {
            return new Answer.Failed(failures.unreadable(problem, id));
        }
        for (String url : urls) {
            Optional<ProviderFailure> gone = spool.fetch(
                    from, url, clip ? "video/mp4" : "image/png", clip ? OutboundLimits.DOWNLOAD : Spool.FETCH);
            if (gone.isPresent()) {
                return new Answer.Failed(gone.get());
            }
        }
        Usage usage = clip ? Usage.UNSAID : Usage.UNSAID.withImages(spool.size());
        Usage billed = Costs.of(data.path("creditsConsumed"), CREDIT_USD)
                .filter(Micros::isPositive)
                .map(usage::withBilled)
                .orElse(usage);
        return spool.deliver(sink, billed, id, "The job ended without a file.");
    }

    /// There is no call for it.
    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return Cancellation.MAY_BE_BILLED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        // Models are known by the files of the catalog; the balance says whether the key is good.
        var failures = new Failures(KieErrors.TABLE, credentials);
        var call = OutboundCall.get(Address.under(base(credentials), "/api/v1/chat/credit"), OutboundLimits.BRIEF);
        Answer answer = new Exchange(outbound, failures)
                .send(
                        signed(call, credentials),
                        checked(failures, (_, _) -> new Answer.Completed(Usage.UNSAID, null, null)));
        return switch (answer) {
            case Answer.Failed(ProviderFailure.KeyRejected(var words)) -> new Discovery.Rejected(words.message());
            case Answer.Failed(ProviderFailure failure) ->
                new Discovery.Unreachable(failure.words().message());
            case Answer.Completed _, Answer.Accepted _, Answer.Running _ -> new Discovery.Models(List.of());
        };
    }

    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        return Address.signed(call, "Bearer", credentials);
    }

    private URI base(ProviderCredentials credentials) {
        return Address.base(credentials, provider, BASE);
    }
}
