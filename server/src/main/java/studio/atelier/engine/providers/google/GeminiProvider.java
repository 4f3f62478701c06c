package studio.atelier.engine.providers.google;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.OutputSink;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
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
import tools.jackson.databind.JsonNode;

/// The Gemini API. Text, pictures, speech and vectors come at once by generateContent and its sisters; clips are
/// interactions in the background. Callbacks are not asked for: how they are signed is not published.
/// Thread-safe. Source: the wire as of November 2026.
public final class GeminiProvider implements Provider {

    private static final List<String> FAMILIES = List.of("gemini", "imagen", "veo");
    private static final URI BASE = URI.create("https://generativelanguage.googleapis.com");
    private static final String KEY = "x-goog-api-key";
    private static final String VERSION = "/v1beta";

    private final CatalogProvider provider;
    private final Catalog catalog;
    private final Outbound outbound;

    public GeminiProvider(CatalogProvider provider, Catalog catalog, Outbound outbound) {
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
        return new ProviderTraits(true, true, true, false, true, true, provider.concurrency());
    }

    @Override
    public Answer submit(ProviderCall call, OutputSink sink) {
        var failures = new Failures(GeminiErrors.TABLE, call);
        var files = new JsonWithFiles();
        try {
            return switch (catalog.wire(provider.id(), call.model(), call.type())
                    .endpoint()) {
                case "pictures" ->
                    sent(call, model(call, ":generateContent"), files, GeminiPictures.body(call, files), answer -> {
                        try (var spool = new Spool(outbound, failures)) {
                            return GeminiPictures.read(answer, failures, spool, sink);
                        }
                    });
                case "clips" ->
                    sent(
                            call,
                            "/interactions",
                            files,
                            GeminiClips.body(call, files),
                            answer ->
                                    GeminiClips.accepted(Exchange.tree(answer), failures, failures.requestId(answer)));
                case "speech" ->
                    sent(
                            call,
                            model(call, ":generateContent"),
                            files,
                            GeminiSpeech.body(call),
                            answer -> GeminiSpeech.read(answer, failures, sink));
                case "vectors" ->
                    sent(
                            call,
                            model(call, ":batchEmbedContents"),
                            files,
                            GeminiVectors.body(call),
                            answer -> GeminiVectors.read(answer, call.model(), failures, sink));
                default ->
                    sent(
                            call,
                            model(call, ":streamGenerateContent?alt=sse"),
                            files,
                            new GeminiChat(files).body(call),
                            answer -> new GeminiChatAnswer(failures, sink).read(answer));
            };
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
    }

    private static String model(ProviderCall call, String verb) {
        return "/models/" + Address.encoded(call.model()) + verb;
    }

    private Answer sent(
            ProviderCall call, String path, JsonWithFiles files, Map<String, Object> body, Exchange.Reading reading) {
        var post = files.post(uri(call.credentials(), path), body);
        return exchange(call).send(signed(post, call.credentials()), reading);
    }

    @Override
    public Answer poll(String handle, ProviderCall call, OutputSink sink) {
        var failures = new Failures(GeminiErrors.TABLE, call);
        var look = OutboundCall.get(
                uri(call.credentials(), "/interactions/" + Address.encoded(handle)), OutboundLimits.WORK);
        return exchange(call).look(signed(look, call.credentials()), answer -> {
            try (var spool = new Spool(outbound, failures)) {
                return GeminiClips.look(answer, failures, spool, sink, uri -> download(call.credentials(), uri));
            }
        });
    }

    /// A result lies at the provider and needs the key; another host gets none.
    private OutboundCall download(ProviderCredentials credentials, URI uri) {
        OutboundCall get = OutboundCall.get(uri, OutboundLimits.DOWNLOAD);
        URI own = uri(credentials, "/");
        return Address.sameOrigin(own, uri) ? signed(get, credentials) : get;
    }

    @Override
    public Cancellation cancel(String handle, ProviderCall call) {
        var stop = OutboundCall.postJson(
                uri(call.credentials(), "/interactions/" + Address.encoded(handle) + "/cancel"),
                "{}",
                OutboundLimits.BRIEF);
        return switch (exchange(call).tell(signed(stop, call.credentials()))) {
            case 400, 409 -> Cancellation.TOO_LATE;
            default -> Cancellation.MAY_BE_BILLED;
        };
    }

    @Override
    public Discovery discover(ProviderCredentials credentials) {
        return new Exchange(outbound, new Failures(GeminiErrors.TABLE, credentials))
                .discover(
                        token -> {
                            String more = token.isEmpty() ? "" : "&pageToken=" + Address.encoded(token);
                            URI uri = uri(credentials, "/models?pageSize=1000" + more);
                            return signed(OutboundCall.get(uri, OutboundLimits.BRIEF), credentials);
                        },
                        GeminiProvider::listed,
                        tree -> tree.path("nextPageToken").asString(""));
    }

    private static Optional<List<String>> listed(JsonNode tree) {
        return Exchange.names(tree.path("models"), "name")
                .map(names -> names.stream()
                        .map(name -> name.replaceFirst("^models/", ""))
                        .filter(name -> FAMILIES.stream().anyMatch(name::startsWith))
                        .toList());
    }

    private Exchange exchange(ProviderCall call) {
        return new Exchange(outbound, new Failures(GeminiErrors.TABLE, call));
    }

    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        return Address.signed(call.with(KEY, credentials.apiKey()), credentials);
    }

    private URI uri(ProviderCredentials credentials, String path) {
        return Address.versioned(Address.base(credentials, provider, BASE), VERSION, path);
    }
}
