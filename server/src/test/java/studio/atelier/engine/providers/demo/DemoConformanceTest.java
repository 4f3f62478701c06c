package studio.atelier.engine.providers.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderConformance;
import studio.atelier.engine.vault.ProviderCredentials;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class DemoConformanceTest extends ProviderConformance {

    private final DemoProvider provider = new DemoProvider(Duration.ofMillis(1), Runnable::run);

    @Override
    protected Provider provider() {
        return provider;
    }

    @Override
    protected Provider restarted() {
        return new DemoProvider(Duration.ofMillis(1), Runnable::run);
    }

    @Override
    protected List<ProviderCall> good() {
        return List.of(
                call("demo-text", GenerationType.TEXT, "Grüße aus 日本 👩‍🎨", Map.of()),
                call(
                        "demo-image",
                        GenerationType.IMAGE,
                        "a red kite",
                        Map.of("long_edge", JsonNodeFactory.instance.numberNode(256))),
                call(
                        "demo-audio",
                        GenerationType.AUDIO,
                        "rain",
                        Map.of("duration_seconds", JsonNodeFactory.instance.numberNode(2))));
    }

    @Override
    protected Slow slow() {
        JsonNode length = JsonNodeFactory.instance.stringNode("long");
        // Drawn in this process: an interrupt that is already there when the work begins counts as well.
        return new Slow(call("demo-text", GenerationType.TEXT, "a story", Map.of("length", length)), () -> {});
    }

    @Override
    protected int purchases() {
        return 0;
    }

    @Override
    protected ProviderCredentials credentials() {
        return ProviderCredentials.NONE;
    }

    @Override
    protected List<String> secrets() {
        return List.of();
    }

    private static ProviderCall call(
            String model, GenerationType type, String prompt, Map<String, JsonNode> parameters) {
        return new ProviderCall(
                UUID.randomUUID(), model, type, prompt, parameters, List.of(), ProviderCredentials.NONE);
    }
}
