package studio.atelier.engine.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.settings.StartRefused;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;
import studio.atelier.testkit.fake.FakeProviderProcess;

/// A provider's moderation beside the rules of the house, with a key that everybody may use, and without one.
@Tag("server")
@Tag("process")
class SecondOpinionTest {

    @TempDir
    private static Path folder;

    private static FakeProviderProcess provider;
    private static RunningServer server;
    private static Someone admin;
    private static Someone person;

    private static Map<String, String> settings(String model) {
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "ATELIER_LIMITS", "off",
                "ATELIER_OUTBOUND_ALLOW", provider.place(),
                "ATELIER_OWNER_EMAIL", "owner@example.org",
                "ATELIER_OWNER_PASSWORD", Someone.PASSWORD,
                "ATELIER_AUTH_SIGNUP", "on",
                "ATELIER_AUTH_AUTOCONFIRM", "on",
                "ATELIER_MODERATION_BLOCK", "on"));
        settings.put("ATELIER_MODERATION_MODEL", model);
        return settings;
    }

    @BeforeAll
    static void start() throws IOException {
        provider = FakeProviderProcess.start(folder);
        server = RunningServer.start(settings("openai/omni-moderation-latest"));
        admin = Someone.signsIn(server, "owner@example.org");
        person = Someone.signsUp(server, "person@example.org");
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    @BeforeEach
    void withoutKeys() {
        server.database()
                .asOwner()
                .sql("delete from atelier.server_provider_keys")
                .update();
    }

    @Test
    void refusesWhatTheProviderFlags() {
        key("{\"everyone\":true}");

        assertThat(asks("an act of violence")).isEqualTo("422 generation.moderated");
        assertThat(asks("a red kite")).startsWith("202");
    }

    @Test
    void leavesAKeyAloneThatOnlySomeMayUse() {
        key("{\"everyone\":false,\"people\":[\"" + admin.id() + "\"]}");

        assertThat(asks("an act of violence")).startsWith("202");
    }

    @Test
    void decidesAloneWhereTheProviderDoesNotAnswer() {
        key("{\"everyone\":true}");

        assertThat(asks("fake:cut-before violence")).startsWith("202");
        assertThat(asks("fake:500 violence")).startsWith("202");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/no-such-model", "openai/gpt-6-luna", "omni", "nobody/omni-moderation-latest"})
    void refusesToStartWithANameThatIsNoModeration(String model) {
        assertThatThrownBy(() -> RunningServer.start(settings(model)).close())
                .hasStackTraceContaining("ATELIER_MODERATION_MODEL names")
                .hasStackTraceContaining(StartRefused.class.getSimpleName());
    }

    private static void key(String use) {
        var answer = admin.post("/api/admin/provider-keys", """
                {"provider":"openai","key_name":"server","api_key":"sk-test-key-0001","base_url":"%s","use":%s}
                """.formatted(provider.baseUrl(), use));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static String asks(String prompt) {
        return Someone.code(person.post(
                "/api/generate", "{\"model\":\"demo/demo-text\",\"prompt\":\"" + prompt + "\",\"parameters\":{}}"));
    }
}
