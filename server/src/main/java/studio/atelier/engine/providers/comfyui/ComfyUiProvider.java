package studio.atelier.engine.providers.comfyui;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import tools.jackson.databind.json.JsonMapper;

/// ComfyUI. A graph goes into its queue under an id of ours, and is in the history once it has run. Nothing
/// costs money; a graph that is sent twice runs twice. Thread-safe.
public final class ComfyUiProvider implements Provider {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final FailureTable ERRORS = new FailureTable(
            List.of(),
            Map.of(),
            Map.of(),
            body -> Said.of(
                    "",
                    body.path("error")
                            .path("message")
                            .asString(body.path("error").asString(""))));

    private static final URI BASE = URI.create("http://localhost:8188");
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Options.Size SIZE_USUAL = new Options.Size(1024, 1024);
    private static final long SEED_MAX = 1L << 32;

    private static final Graph WORDS = Graph.stored("text-to-image");
    private static final Graph PICTURE = Graph.stored("image-to-image");
    private static final Graph MASKED = Graph.stored("inpaint");

    private final CatalogProvider provider;
    private final Outbound outbound;

    public ComfyUiProvider(CatalogProvider provider, Outbound outbound) {
        this.provider = provider;
        this.outbound = outbound;
    }

    @Override
    public String name() {
        return provider.id();
    }

    @Override
    public ProviderTraits traits() {
        return new ProviderTraits(provider.keyRequired(), true, true, false, true, false, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        var failures = new Failures(ERRORS, call);
        try {
            Map<String, JsonNode> values = values(call);
            Reference mask = call.assets().get("mask");
            if (mask != null && call.references().isEmpty()) {
                throw new Untranslatable("mask", "A mask belongs to a picture to work from.");
            }
            Map<String, Reference> files = new HashMap<>();
            if (!call.references().isEmpty()) {
                files.put("image", call.references().getFirst());
            }
            if (mask != null) {
                files.put("mask", mask);
            }
            for (Map.Entry<String, Reference> each : files.entrySet()) {
                Optional<Answer> failed = upload(call, each.getKey(), each.getValue(), failures, values);
                if (failed.isPresent()) {
                    return failed.get();
                }
            }
            Graph graph = mask != null ? MASKED : files.isEmpty() ? WORDS : PICTURE;
            return queued(call, graph.with(values), failures);
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
    }

    private static Map<String, JsonNode> values(ProviderCall call) {
        var options = new Options(call.parameters());
        Options.Size size = options.size().orElse(SIZE_USUAL);
        Map<String, JsonNode> values = new HashMap<>();
        values.put("prompt", JSON.valueToTree(call.prompt()));
        values.put("model", JSON.valueToTree(call.model()));
        values.put("width", JSON.valueToTree(size.width()));
        values.put("height", JSON.valueToTree(size.height()));
        Map<String, Object> otherwise = Map.of(
                "negative_prompt",
                "",
                "n",
                1,
                "steps",
                20,
                "guidance_scale",
                7,
                "sampler",
                "euler",
                "scheduler",
                "normal",
                "strength",
                0.75,
                // The id of the run, so that the same run is the same picture.
                "seed",
                Math.floorMod(call.id().getLeastSignificantBits(), SEED_MAX));
        otherwise.forEach(
                (name, value) -> values.put(name, options.take(name).orElseGet(() -> JSON.valueToTree(value))));
        options.finish("this server");
        return values;
    }

    /// The server names the file by itself where ours is taken, so its answer counts.
    private Optional<Answer> upload(
            ProviderCall call, String name, Reference file, Failures failures, Map<String, JsonNode> values) {
        Multipart form = new Multipart()
                .field("type", "input")
                .field("subfolder", call.id().toString())
                .file("image", file);
        var post = form.post(uri(call.credentials(), "/upload/image"));
        Answer answer = new Exchange(outbound, failures).send(signed(post, call.credentials()), taken -> {
            JsonNode place = Exchange.tree(taken);
            String folder = place.path("subfolder").asString("");
            String kept = place.path("name").asString("");
            values.put(name, JSON.valueToTree(folder.isEmpty() ? kept : folder + "/" + kept));
            return new Answer.Completed(Usage.UNSAID, null, null);
        });
        return answer instanceof Answer.Completed ? Optional.empty() : Optional.of(answer);
    }

    private Answer queued(ProviderCall call, JsonNode graph, Failures failures) {
        String id = call.id().toString();
        var post =
                new JsonWithFiles().post(uri(call.credentials(), "/prompt"), Map.of("prompt", graph, "prompt_id", id));
        return new Exchange(outbound, failures)
                .send(
                        signed(post, call.credentials()),
                        answer -> Exchange.tree(answer)
                                        .path("prompt_id")
                                        .asString("")
                                        .equals(id)
                                ? new Answer.Accepted(id, POLL, id)
                                : new Answer.Failed(
                                        failures.senseless("The server took the graph under another id.", id)));
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        var failures = new Failures(ERRORS, call);
        var look = OutboundCall.get(uri(call.credentials(), "/history/" + handle), OutboundLimits.BRIEF);
        return new Exchange(outbound, failures).look(signed(look, call.credentials()), answer -> {
            try (var spool = new Spool(outbound, failures)) {
                return looked(answer, handle, call, failures, spool, sink);
            }
        });
    }

    private Answer looked(
            Outcome.Answered answer, String id, ProviderCall call, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        JsonNode run = Exchange.tree(answer).path(id);
        if (!run.isObject()) {
            return new Answer.Running(-1, POLL);
        }
        if (!run.path("status").path("status_str").asString("").equals("success")) {
            return new Answer.Failed(new ProviderFailure.Broken(
                    failures.words(why(run.path("status").path("messages")), id)));
        }
        for (JsonNode node : run.path("outputs")) {
            for (JsonNode picture : node.path("images")) {
                var get = OutboundCall.get(uri(call.credentials(), view(picture)), Spool.FETCH);
                Optional<ProviderFailure> gone = spool.fetch(signed(get, call.credentials()), "image/png");
                if (gone.isPresent()) {
                    return new Answer.Failed(gone.get());
                }
            }
        }
        return spool.deliver(sink, Usage.UNSAID.withImages(spool.size()), id, "The graph made no picture.");
    }

    private static String why(JsonNode messages) {
        for (JsonNode message : messages) {
            String said = message.path(1).path("exception_message").asString("");
            if (!said.isBlank()) {
                return said.strip();
            }
        }
        return "The graph did not run to its end.";
    }

    private static String view(JsonNode picture) {
        return "/view?filename=" + Address.encoded(picture.path("filename").asString(""))
                + "&subfolder=" + Address.encoded(picture.path("subfolder").asString(""))
                + "&type=" + Address.encoded(picture.path("type").asString("output"));
    }

    /// Takes it out of the queue, and stops it where it runs; that id only.
    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        var exchange = new Exchange(outbound, new Failures(ERRORS, call));
        String delete = JSON.createObjectNode()
                .set("delete", JSON.createArrayNode().add(handle))
                .toString();
        String stop = JSON.createObjectNode().put("prompt_id", handle).toString();
        Map<String, String> both = Map.of("/queue", delete, "/interrupt", stop);
        both.forEach((path, body) -> exchange.tell(signed(
                OutboundCall.postJson(uri(call.credentials(), path), body, OutboundLimits.BRIEF), call.credentials())));
        return Cancellation.STOPPED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        var call = OutboundCall.get(uri(credentials, "/object_info/CheckpointLoaderSimple"), OutboundLimits.BRIEF);
        return new Exchange(outbound, new Failures(ERRORS, credentials)).discover(signed(call, credentials), tree -> {
            JsonNode names = tree.at("/CheckpointLoaderSimple/input/required/ckpt_name/0");
            return names.isArray()
                    ? Optional.of(
                            names.valueStream().map(each -> each.asString("")).toList())
                    : Optional.empty();
        });
    }

    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        return Address.signed(call, "Bearer", credentials);
    }

    private URI uri(ProviderCredentials credentials, String path) {
        return Address.under(Address.base(credentials, provider, BASE), path);
    }
}
