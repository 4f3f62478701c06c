package studio.atelier.engine.providers.anthropic;

import java.net.URI;
import java.util.List;
import java.util.Optional;
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
import studio.atelier.engine.providers.wire.Untranslatable;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import tools.jackson.databind.JsonNode;

/// Anthropic's messages: text and calls of tools, always streamed, since long answers outlast the patience
/// of what lies between. Thread-safe. Source: the wire of version 2026-10-21.
public final class AnthropicProvider implements Provider {

    private static final URI BASE = URI.create("https://api.anthropic.com");
    private static final String VERSION = "2026-10-21";

    /// A wish of the connection, for gateways that know older versions only.
    private static final String VERSION_OF_CONNECTION = "anthropic-version";

    private final CatalogProvider provider;
    private final Outbound outbound;

    public AnthropicProvider(CatalogProvider provider, Outbound outbound) {
        this.provider = provider;
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
        var failures = new Failures(AnthropicErrors.TABLE, call);
        var files = new JsonWithFiles();
        try {
            var post = files.post(uri(call.credentials(), "/messages"), new Messages(files).body(call));
            return new Exchange(outbound, failures)
                    .send(signed(post, call.credentials()), answer -> new MessagesAnswer(failures, sink).read(answer));
        } catch (Untranslatable refusal) {
            return refusal.answer();
        }
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
        return new Exchange(outbound, new Failures(AnthropicErrors.TABLE, credentials))
                .discover(
                        token -> {
                            String more = token.isEmpty() ? "" : "&after_id=" + Address.encoded(token);
                            URI uri = uri(credentials, "/models?limit=1000" + more);
                            return signed(OutboundCall.get(uri, OutboundLimits.BRIEF), credentials);
                        },
                        AnthropicProvider::listed,
                        tree -> tree.path("has_more").asBoolean(false)
                                ? tree.path("last_id").asString("")
                                : "");
    }

    private static Optional<List<String>> listed(JsonNode tree) {
        return tree.path("data").isArray()
                ? Optional.of(tree.path("data")
                        .valueStream()
                        .filter(model -> !model.path("lifecycle").asString("").equals("retired"))
                        .map(model -> model.path("id").asString(""))
                        .toList())
                : Optional.empty();
    }

    private static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        String version = Address.wish(credentials, VERSION_OF_CONNECTION).orElse(VERSION);
        return Address.signed(
                call.with("x-api-key", credentials.apiKey()).with("anthropic-version", version), credentials);
    }

    private URI uri(ProviderCredentials credentials, String path) {
        return Address.versioned(Address.base(credentials, provider, BASE), "/v1", path);
    }
}
