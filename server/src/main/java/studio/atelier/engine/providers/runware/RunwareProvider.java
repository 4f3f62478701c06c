package studio.atelier.engine.providers.runware;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.catalog.Wire;
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
import studio.atelier.engine.providers.wire.Costs;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.providers.wire.Untranslatable;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Runware. Every call is a task with an id of ours, so a call that nobody knows the fate of may be made
/// again: a second task of the same id is refused, and the first one can be asked about.
/// Thread-safe.
public final class RunwareProvider implements Provider {

    private static final URI BASE = URI.create("https://api.runware.ai/v1");
    private static final Duration POLL_FIRST = Duration.ofSeconds(2);
    private static final Duration POLL_NEXT = Duration.ofSeconds(2);

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;

    public RunwareProvider(CatalogProvider provider, Catalog catalog, Outbound outbound) {
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
        return new ProviderTraits(true, true, true, true, false, true, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        var failures = new Failures(RunwareErrors.TABLE, call);
        var files = new JsonWithFiles();
        try {
            Map<String, Object> task = task(call, files);
            Answer answer = new Exchange(outbound, failures)
                    .send(
                            post(call.credentials(), files, task),
                            taken -> accepted(Exchange.tree(taken), call, failures));
            return answer instanceof Answer.Failed(ProviderFailure failure)
                            && RunwareErrors.REPEATED.equals(failure.words().code())
                    ? new Answer.Accepted(
                            call.id().toString(), POLL_FIRST, call.id().toString())
                    : answer;
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
    }

    private Map<String, Object> task(ProviderCall call, JsonWithFiles files) {
        Wire wire = catalog.wire(provider.id(), call.model(), call.type());
        var options = new Options(call.parameters());
        Map<String, Object> task = new LinkedHashMap<>();
        task.put(
                "taskType",
                wire.value("task", call.type() == GenerationType.VIDEO ? "videoInference" : "imageInference"));
        task.put("taskUUID", call.id().toString());
        task.put("model", call.model());
        if (!call.prompt().isBlank()) {
            task.put("positivePrompt", call.prompt());
        }
        task.put("deliveryMethod", "async");
        task.put("includeCost", true);
        options.size().ifPresent(size -> {
            task.put("width", size.width());
            task.put("height", size.height());
        });
        options.move(
                Map.of(
                        "n", "numberResults",
                        "negative_prompt", "negativePrompt",
                        "steps", "steps",
                        "guidance_scale", "CFGScale",
                        "seed", "seed",
                        "output_format", "outputFormat",
                        "upscale_factor", "upscaleFactor",
                        "strength", "strength",
                        "duration_seconds", "duration"),
                task);
        options.finish("Runware");
        pictures(call, wire, files, task);
        URI callback = call.callback();
        if (callback != null) {
            task.put("webhookURL", callback.toString());
        }
        return task;
    }

    private static void pictures(ProviderCall call, Wire wire, JsonWithFiles files, Map<String, Object> task) {
        List<String> urls = call.references().stream().map(files::dataUrl).toList();
        Reference mask = call.assets().get("mask");
        Reference frame = call.assets().get("first_frame");
        String place = wire.value("image", "referenceImages");
        if (!urls.isEmpty()) {
            task.put(place, place.endsWith("s") ? urls : urls.getFirst());
        }
        if (mask != null) {
            task.put("maskImage", files.dataUrl(mask));
        }
        if (frame != null) {
            task.put("frameImages", List.of(Map.of("inputImage", files.dataUrl(frame), "frame", "first")));
        }
    }

    private static Answer accepted(JsonNode tree, ProviderCall call, Failures failures) {
        String id = call.id().toString();
        JsonNode error = tree.path("errors").path(0);
        if (error.isObject()) {
            return new Answer.Failed(failures.said(RunwareErrors.read(error), 200, id));
        }
        return tree.path("data").path(0).path("taskUUID").asString("").equals(id)
                ? new Answer.Accepted(id, POLL_FIRST, id)
                : new Answer.Failed(failures.senseless("The provider did not say that it took the task.", id));
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        var failures = new Failures(RunwareErrors.TABLE, call);
        Map<String, Object> look = Map.of("taskType", "getResponse", "taskUUID", handle);
        return new Exchange(outbound, failures).look(post(call.credentials(), new JsonWithFiles(), look), answer -> {
            try (var spool = new Spool(outbound, failures)) {
                return looked(answer, handle, call, spool, sink);
            }
        });
    }

    private static Answer looked(Outcome.Answered answer, String id, ProviderCall call, Spool spool, OutputSink sink)
            throws IOException {
        var failures = new Failures(RunwareErrors.TABLE, call);
        JsonNode tree = Exchange.tree(answer);
        JsonNode error = tree.path("errors").path(0);
        if (error.isObject()) {
            return new Answer.Failed(failures.begun(tree, id));
        }
        List<JsonNode> results = tree.path("data").valueStream().toList();
        if (results.stream().anyMatch(each -> each.path("status").asString("").equals("processing"))) {
            return new Answer.Running(-1, POLL_NEXT);
        }
        boolean clip = call.type() == GenerationType.VIDEO;
        Micros cost = Micros.ZERO;
        for (JsonNode result : results) {
            if (result.path("NSFWContent").asBoolean(false)) {
                return new Answer.Failed(new ProviderFailure.Refused(
                        failures.words("The provider's safety check held the picture back.", id)));
            }
            Optional<ProviderFailure> gone = spool.fetch(
                    answer.uri(),
                    result.path(clip ? "videoURL" : "imageURL").asString(""),
                    clip ? "video/mp4" : "image/jpeg",
                    clip ? OutboundLimits.DOWNLOAD : Spool.FETCH);
            if (gone.isPresent()) {
                return new Answer.Failed(gone.get());
            }
            cost = cost.plus(Costs.ofUsd(result.path("cost")).orElse(Micros.ZERO));
        }
        Usage usage = clip ? Usage.UNSAID : Usage.UNSAID.withImages(spool.size());
        return spool.deliver(
                sink, cost.isPositive() ? usage.withBilled(cost) : usage, id, "The job ended without a file.");
    }

    /// There is no task for it.
    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return Cancellation.MAY_BE_BILLED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        // Models are known by the files of the catalog; a ping says whether the key is good.
        Map<String, Object> ping = Map.of("taskType", "ping", "ping", true);
        return new Exchange(outbound, new Failures(RunwareErrors.TABLE, credentials))
                .discover(
                        post(credentials, new JsonWithFiles(), ping),
                        tree -> tree.path("data").isArray() ? Optional.of(List.of()) : Optional.empty());
    }

    private OutboundCall post(ProviderCredentials credentials, JsonWithFiles files, Map<String, Object> task) {
        URI base = Address.base(credentials, provider, BASE);
        var post = files.post(Address.versioned(base, "/v1", ""), List.of(task));
        return Address.signed(post, "Bearer", credentials);
    }
}
