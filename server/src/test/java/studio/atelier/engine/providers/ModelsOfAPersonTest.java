package studio.atelier.engine.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.Price;
import studio.atelier.engine.vault.KeyChoice;
import studio.atelier.engine.vault.KeyDraft;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.fake.FakeProviderProcess;

@Tag("server")
class ModelsOfAPersonTest {

    private static final String PROVIDER = "openai-compatible";

    @TempDir
    static Path folder;

    private static FakeProviderProcess fake;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        fake = FakeProviderProcess.start(folder);
        server = RunningServer.start(Map.of("ATELIER_OUTBOUND_ALLOW", fake.place()));
    }

    @AfterAll
    static void stop() {
        server.close();
        fake.close();
    }

    @Test
    void showsEveryModelWithItsPriceAndWhatIsMissing() {
        Actor nobody = server.database().person("nokey@example.org");

        List<ModelView> models = resource().models(nobody, null).data().models();

        assertThat(model(models, "openai/gpt-image-2").unavailableCode()).isEqualTo("vault.no_key");
        assertThat(model(models, "openai/gpt-image-2").price().label()).isEqualTo("about $0.05 / image");
        assertThat(model(models, "openai/gpt-6.2-sol").price().label()).isEqualTo("$2.00 in, $10.00 out / 1M tokens");
        assertThat(models).noneMatch(each -> each.id().equals(PROVIDER + "/fake-image"));
    }

    @Test
    void findsTheModelsOfAnOwnServerAndRunsThemUnderACeiling() {
        Actor person = server.database().person("ollama@example.org");
        Vault vault = server.room(Vault.class);
        vault.add(
                person,
                new KeyDraft("custom", "home", "sk-home-1234", fake.baseUrl().toString(), null, null));

        List<ModelView> before =
                resource().modelsOf(person, PROVIDER, false, null).data().models();
        ceiling("fake-chat", 5_000);
        List<ModelView> after = resource().models(person, null).data().models();

        assertThat(before)
                .extracting(ModelView::id, ModelView::generationType, ModelView::unavailableCode)
                .containsExactlyInAnyOrder(
                        tuple("openai-compatible/fake-chat", "text", "catalog.price_unknown"),
                        tuple("openai-compatible/fake-image", "image", "catalog.price_unknown"));
        ModelView chat = model(after, "openai-compatible/fake-chat");
        assertThat(chat.available()).isTrue();
        assertThat(chat.keySource()).isEqualTo("own");
        assertThat(chat.price().label()).isEqualTo("at most $0.005 / run");

        Model model = server.room(Catalog.class).runnable(PROVIDER, "fake-chat");
        Price held = model.estimate("hello", model.withDefaults(Map.of()), 0);
        var sink = new RecordingSink();
        Answer answer =
                server.room(Providers.class).get("custom").submit(call(model, credentials(vault, person)), sink);

        assertThat(held.amount()).isEqualTo(Micros.of(5_000));
        assertThat(answer).isInstanceOf(Answer.Completed.class);
        assertThat(sink.text()).contains("about hello");
    }

    @Test
    void refusesAKeyThatTheProviderRefuses() {
        Actor person = server.database().person("wrong@example.org");
        var draft = new KeyDraft(PROVIDER, "wrong", "sk-wrong-1", fake.baseUrl().toString(), null, null);

        assertThatThrownBy(() -> server.room(Vault.class).add(person, draft))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code().code()).isEqualTo("vault.key_rejected"));
    }

    private static CatalogResource resource() {
        return server.room(CatalogResource.class);
    }

    private static void ceiling(String model, long micros) {
        server.database()
                .asOwner()
                .sql("""
                        insert into atelier.model_ceilings (provider, model, generation_type, ceiling_micros)
                        values (:provider, :model, 'text', :micros)
                        """)
                .param("provider", PROVIDER)
                .param("model", model)
                .param("micros", micros)
                .update();
    }

    private static ProviderCredentials credentials(Vault vault, Actor person) {
        if (vault.resolve(person.person(), null, PROVIDER) instanceof KeyChoice.Key(var _, UUID keyId, var _)) {
            return vault.open(keyId, PROVIDER);
        }
        throw new AssertionError("the person has a key");
    }

    private static ProviderCall call(Model model, ProviderCredentials credentials) {
        return new ProviderCall(
                UUID.randomUUID(), model.model(), GenerationType.TEXT, "hello", Map.of(), List.of(), credentials);
    }

    private static ModelView model(List<ModelView> models, String id) {
        return models.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
