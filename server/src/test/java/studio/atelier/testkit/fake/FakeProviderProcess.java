package studio.atelier.testkit.fake;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import studio.atelier.testkit.fake.openai.FakeOpenAi;

/// The fake of OpenAI, known to a server as a provider of its own.
///
/// ```java
/// try (var fake = FakeProviderProcess.start(folder)) {
///     fake.writeCatalog(dataFolder);        // provider `fake`, models `fake-chat` and `fake-image` with prices
///     ...                                   // server setting: ATELIER_OUTBOUND_ALLOW = fake.place()
///     assertThat(fake.purchases()).hasSize(10);
/// }
/// ```
public final class FakeProviderProcess extends FakeProcess {

    private FakeProviderProcess(Path folder, int port) throws IOException {
        super(FakeOpenAi.class, folder, port);
    }

    public static FakeProviderProcess start(Path folder) throws IOException {
        return start(folder, 0);
    }

    /// @param folder holds the file of purchases; what was sold before is remembered
    /// @param port   0 takes a free one
    public static FakeProviderProcess start(Path folder, int port) throws IOException {
        return new FakeProviderProcess(folder, port);
    }

    /// `http://127.0.0.1:PORT/v1`.
    public URI baseUrl() {
        return address().resolve("/v1");
    }

    /// Makes the provider `fake` known to a server: two models with the prices the fake takes.
    public void writeCatalog(Path dataFolder) throws IOException {
        Path folder = Files.createDirectories(dataFolder.resolve("catalog").resolve("fake"));
        Files.writeString(folder.resolve("provider.yaml"), """
                display_name: Fake
                adapter: openai
                key_required: true
                base_url: %s
                base_url_editable: true
                concurrency: 64
                """.formatted(baseUrl()));
        Files.writeString(folder.resolve("fake-image.yaml"), """
                like: openai-compatible/_image
                display_name: Fake picture
                price: {kind: image, usd: 0.04, count: n, source: the fake provider, as_of: 2026-11-21}
                """);
        Files.writeString(folder.resolve("fake-chat.yaml"), """
                like: openai-compatible/_chat
                display_name: Fake chat
                price: {kind: token, input: 1, output: 2, output_tokens_max: 4096, source: the fake provider,
                  as_of: 2026-11-21}
                """);
    }
}
