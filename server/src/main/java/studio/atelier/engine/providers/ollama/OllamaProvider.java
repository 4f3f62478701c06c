package studio.atelier.engine.providers.ollama;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.engine.providers.wire.Address;
import studio.atelier.engine.providers.wire.Exchange;
import studio.atelier.engine.providers.wire.FailureTable;
import studio.atelier.engine.providers.wire.FailureTable.Said;
import studio.atelier.engine.providers.wire.Failures;
import studio.atelier.engine.providers.wire.JsonWithFiles;
import studio.atelier.engine.providers.wire.Options;
import studio.atelier.engine.providers.wire.Untranslatable;
import studio.atelier.engine.providers.wire.Vectors;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.JsonNode;

/// Ollama by its own API, which streams lines of JSON. Nothing costs money, so a call may be repeated; one
/// that streamed already is not, for its reader's sake. Thread-safe.
public final class OllamaProvider implements Provider {

    private static final FailureTable ERRORS = new FailureTable(
            List.of(),
            Map.of(),
            Map.of(),
            body -> Said.of("", body.path("error").asString("")));

    private static final URI BASE = URI.create("http://localhost:11434");

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;

    public OllamaProvider(CatalogProvider provider, Catalog catalog, Outbound outbound) {
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
        return new ProviderTraits(provider.keyRequired(), false, false, false, false, false, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        var failures = new Failures(ERRORS, call);
        var files = new JsonWithFiles();
        try {
            return catalog.wire(provider.id(), call.model(), call.type())
                            .endpoint()
                            .equals("vectors")
                    ? post(
                            call,
                            "/api/embed",
                            files,
                            vectors(call),
                            failures,
                            answer -> embedded(answer, call, failures, sink))
                    : post(
                            call,
                            "/api/chat",
                            files,
                            new OllamaChat(files).body(call),
                            failures,
                            answer -> new OllamaChatAnswer(failures, sink).read(lines(answer)));
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
    }

    private static BufferedReader lines(Outcome.Answered answer) {
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static Map<String, Object> vectors(ProviderCall call) {
        var options = new Options(call.parameters());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("input", Vectors.texts(call, options.take("input")));
        options.move(Map.of("dimensions", "dimensions", "truncate", "truncate"), body);
        Vectors.requireNumbers(options);
        options.finish("Ollama");
        return body;
    }

    private static Answer embedded(Outcome.Answered answer, ProviderCall call, Failures failures, OutputSink sink) {
        JsonNode tree = Exchange.tree(answer);
        List<JsonNode> vectors = tree.path("embeddings").valueStream().toList();
        if (vectors.isEmpty()) {
            return new Answer.Failed(failures.senseless("The answer has no vectors.", null));
        }
        Usage usage =
                new Usage(Math.max(0, tree.path("prompt_eval_count").asLong(0)), null, null, 0L, null, null, null);
        sink.data(Vectors.answer(call.model(), vectors, usage));
        return new Answer.Completed(usage, null, null);
    }

    private Answer post(
            ProviderCall call,
            String path,
            JsonWithFiles files,
            Map<String, Object> body,
            Failures failures,
            Exchange.Reading reading) {
        var post = files.post(uri(call.credentials(), path), body);
        return new Exchange(outbound, failures).send(Address.signed(post, "Bearer", call.credentials()), reading);
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        throw new IllegalStateException("this adapter declares no jobs");
    }

    /// The closed connection stops it, and nothing is billed.
    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        return Cancellation.STOPPED;
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        var call = OutboundCall.get(uri(credentials, "/api/tags"), OutboundLimits.BRIEF);
        return new Exchange(outbound, new Failures(ERRORS, credentials))
                .discover(
                        Address.signed(call, "Bearer", credentials),
                        tree -> Exchange.names(tree.path("models"), "name"));
    }

    private URI uri(ProviderCredentials credentials, String path) {
        return Address.under(Address.base(credentials, provider, BASE), path);
    }
}
