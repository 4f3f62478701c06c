package studio.atelier.engine.providers.automatic1111;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.engine.providers.Reference;
import studio.atelier.engine.providers.wire.Address;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.FilesInJson;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Spool;
import studio.atelier.engine.providers.wire.Untranslatable;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.JsonNode;

/// AUTOMATIC1111 and Forge. A call ends when its pictures are there; others wait inside of theirs. Nothing
/// costs money. Thread-safe. Source: the API of version 1.10.
public final class Automatic1111Provider implements Provider {

    private static final FailureTable ERRORS =
            new FailureTable(List.of(), Map.of(), Map.of(), Automatic1111Provider::said);

    private static final URI BASE = URI.create("http://localhost:7860");

    private static final Options.Size SIZE_USUAL = new Options.Size(512, 512);
    private static final Map<String, String> NAMES = Map.of(
            "negative_prompt", "negative_prompt",
            "steps", "steps",
            "guidance_scale", "cfg_scale",
            "sampler", "sampler_name",
            "scheduler", "scheduler",
            "seed", "seed",
            "n", "batch_size",
            "strength", "denoising_strength");

    private final CatalogProvider provider;
    private final Outbound outbound;

    public Automatic1111Provider(CatalogProvider provider, Outbound outbound) {
        this.provider = provider;
        this.outbound = outbound;
    }

    private static Said said(JsonNode body) {
        JsonNode detail = body.path("detail");
        String first = detail.path(0).path("msg").asString(detail.asString(""));
        return Said.of(
                "",
                first.isBlank()
                        ? body.path("errors").asString(body.path("error").asString(""))
                        : first);
    }

    @Override
    public String name() {
        return provider.id();
    }

    @Override
    public ProviderTraits traits() {
        return new ProviderTraits(provider.keyRequired(), false, false, false, false, false, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        var failures = new Failures(ERRORS, call);
        var files = new JsonWithFiles();
        try {
            Map<String, Object> body = body(call, files);
            String path = call.references().isEmpty() ? "/txt2img" : "/img2img";
            var post = files.post(uri(call.credentials(), path), body);
            return new Exchange(outbound, failures).send(signed(post, call.credentials()), answer -> {
                try (var spool = new Spool(outbound, failures)) {
                    return read(answer, body, failures, spool, sink);
                }
            });
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
    }

    private static Map<String, Object> body(ProviderCall call, JsonWithFiles files) {
        var options = new Options(call.parameters());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("prompt", call.prompt());
        Options.Size size = options.size().orElse(SIZE_USUAL);
        body.put("width", size.width());
        body.put("height", size.height());
        body.put("batch_size", 1);
        options.move(NAMES, body);
        options.finish("this server");
        body.put("override_settings", Map.of("sd_model_checkpoint", call.model()));
        body.put("override_settings_restore_afterwards", false);
        if (!call.references().isEmpty()) {
            body.put(
                    "init_images", call.references().stream().map(files::base64).toList());
        }
        Reference mask = call.assets().get("mask");
        if (mask != null) {
            if (call.references().isEmpty()) {
                throw new Untranslatable("mask", "A mask belongs to a picture to work from.");
            }
            body.put("mask", files.base64(mask));
        }
        return body;
    }

    private static Answer read(
            Outcome.Answered answer, Map<String, Object> body, Failures failures, Spool spool, OutputSink sink)
            throws IOException {
        JsonNode tree = FilesInJson.read(answer.body(), "images", spool);
        if (!tree.isObject()) {
            return new Answer.Failed(failures.senseless("The server's answer is not a JSON object.", null));
        }
        // Pictures of extensions may follow those that were asked for.
        int wanted = body.get("batch_size") instanceof JsonNode count ? count.asInt(1) : 1;
        List<Spool.Wanted> kept = new ArrayList<>();
        for (int index = 0; index < Math.min(wanted, spool.size()); index++) {
            kept.add(new Spool.Wanted(index, "image/png"));
        }
        spool.keep(kept);
        return spool.deliver(sink, Usage.UNSAID.withImages(spool.size()), null, "The answer has no picture.");
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        throw new IllegalStateException("this adapter declares no jobs");
    }

    /// Whatever runs there may be somebody else's, so it is left alone.
    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return Cancellation.STOPPED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        var call = OutboundCall.get(uri(credentials, "/sd-models"), OutboundLimits.BRIEF);
        return new Exchange(outbound, new Failures(ERRORS, credentials))
                .discover(signed(call, credentials), tree -> Exchange.names(tree, "model_name"));
    }

    /// A key is written `user:password`.
    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        String pair = credentials.apiKey().reveal();
        return Address.signed(
                pair.contains(":")
                        ? call.with(
                                "Authorization",
                                new Secret("Basic "
                                        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))))
                        : call,
                credentials);
    }

    private URI uri(ProviderCredentials credentials, String path) {
        return Address.under(Address.base(credentials, provider, BASE), "/sdapi/v1" + path);
    }
}
