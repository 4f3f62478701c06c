package studio.atelier.backend.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.database.TestCluster;
import studio.atelier.testkit.ServerProcess;
import studio.atelier.testkit.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Two servers on one database: what is said on a topic at one is heard at the other, and who is present at one is
/// present at the other, until they leave or their server is gone.
@Tag("process")
class TwoNodesTest {

    private static final String OWNER = "owner@example.org";
    private static final String PASSWORD = "correct horse battery";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static TestDatabase database;
    private static Node here;
    private static Node there;
    private static String key;

    private record Node(Path data, ServerProcess server) implements AutoCloseable {

        static Node start() {
            Path data = TestCluster.folder("realtime");
            return new Node(
                    data,
                    ServerProcess.start(
                            data,
                            Map.of(
                                    "ATELIER_DATABASE_URL",
                                    database.owner().libpqUri(),
                                    "ATELIER_LIMITS",
                                    "off",
                                    "ATELIER_OWNER_EMAIL",
                                    OWNER,
                                    "ATELIER_OWNER_PASSWORD",
                                    PASSWORD,
                                    "ATELIER_REALTIME_PRESENCE_EVENTS",
                                    "100")));
        }

        Phone dial(String vsn) {
            return Phone.dial(server.http().base(), vsn, key);
        }

        @Override
        public void close() {
            server.kill();
            TestCluster.deleteFolder(data);
        }
    }

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        here = Node.start();
        there = Node.start();
        var json = JsonMapper.shared();
        String token = json.readTree(here.server()
                        .http()
                        .send(
                                "POST",
                                "/api/auth/signin",
                                "{\"email\":\"" + OWNER + "\",\"password\":\"" + PASSWORD + "\"}")
                        .body())
                .at("/data/access_token")
                .asString();
        key = json.readTree(here.server()
                        .http()
                        .send("GET", "/api/project-keys", null, "Authorization", "Bearer " + token)
                        .body())
                .at("/data/anon_key")
                .asString();
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        database.close();
    }

    @Test
    void aBroadcastIsHeardAtTheOtherNodeInEveryForm() {
        try (Phone ada = here.dial("2.0.0");
                Phone bob = there.dial("1.0.0");
                Phone cem = there.dial("2.0.0")) {
            for (Phone each : new Phone[] {ada, bob, cem}) {
                each.joins("realtime:hall", Phone.PUBLIC);
            }

            ada.broadcast("realtime:hall", "wave", "{\"n\":1}");
            ada.push("realtime:hall", "bytes", false, new byte[] {1, 2, 3});
            ada.push("realtime:hall", "packed", true, "{\"n\":2}".getBytes(UTF_8));

            assertThat(bob.hears("broadcast").payload().at("/payload/n").asInt())
                    .isEqualTo(1);
            assertThat(bob.hears("broadcast").payload().at("/payload/n").asInt())
                    .as("what is not JSON cannot be told in this form")
                    .isEqualTo(2);
            assertThat(cem.hears("broadcast").payload().path("event").asString())
                    .isEqualTo("wave");
            assertThat(cem.hears("broadcast").bytes()).containsExactly(1, 2, 3);
            assertThat(cem.hears("broadcast").payload().at("/payload/n").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void aLargeBroadcastArrivesWholeAndAfterTheOneBefore() {
        String large = "x".repeat(2_000_000);
        try (Phone ada = here.dial("2.0.0");
                Phone bob = there.dial("2.0.0")) {
            ada.joins("realtime:large", Phone.PUBLIC);
            bob.joins("realtime:large", Phone.PUBLIC);

            ada.broadcast("realtime:large", "first", "{}");
            ada.broadcast("realtime:large", "second", "{\"text\":\"" + large + "\"}");

            assertThat(bob.hears("broadcast").payload().path("event").asString())
                    .isEqualTo("first");
            assertThat(bob.hears("broadcast").payload().at("/payload/text").asString())
                    .isEqualTo(large);
        }
    }

    @Test
    void aBroadcastByRestIsHeardAtTheOtherNode() throws Exception {
        try (Phone bob = there.dial("2.0.0")) {
            bob.joins("realtime:desk", Phone.PUBLIC);

            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create(here.server().http().base() + "/realtime/v1/api/broadcast"))
                                    .header("apikey", key)
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"messages\":[{\"topic\":\"desk\",\"event\":\"ring\",\"payload\":{\"n\":7}}]}"))
                                    .build(),
                            BodyHandlers.discarding());

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(bob.hears("broadcast").payload().at("/payload/n").asInt())
                    .isEqualTo(7);
        }
    }

    @Test
    void whoIsPresentAtOneNodeIsPresentAtTheOther() {
        try (Phone bob = there.dial("2.0.0")) {
            try (Phone ada = here.dial("2.0.0")) {
                ada.joins("realtime:room", presence("ada"));
                ada.reply(track(ada, "realtime:room", "{\"mood\":\"calm\"}"));
                awaitState(
                        "room",
                        state -> state.at("/ada/metas/0/mood").asString().equals("calm"));

                bob.joins("realtime:room", presence("bob"));
                JsonNode state = bob.hears("presence_state").payload();
                assertThat(state.at("/ada/metas/0/mood").asString()).isEqualTo("calm");
                String ref = state.at("/ada/metas/0/phx_ref").asString();
                bob.reply(track(bob, "realtime:room", "{}"));
                assertThat(ada.hears(each -> each.event().equals("presence_diff")
                                        && each.payload().path("joins").has("bob"))
                                .payload()
                                .path("leaves"))
                        .isEmpty();

                ada.reply(track(ada, "realtime:room", "{\"mood\":\"busy\"}"));
                JsonNode changed = bob.hears(each -> each.event().equals("presence_diff")
                                && each.payload()
                                        .at("/joins/ada/metas/0/mood")
                                        .asString("")
                                        .equals("busy"))
                        .payload();
                assertThat(changed.at("/joins/ada/metas/0/phx_ref_prev").asString())
                        .isEqualTo(ref);
            }
            bob.hears(each -> each.event().equals("presence_diff")
                    && each.payload()
                            .at("/leaves/ada/metas/0/mood")
                            .asString("")
                            .equals("busy"));
        }
        awaitState("room", JsonNode::isEmpty);
    }

    @Test
    void whoeverWasAtANodeThatDiedIsForgottenAndANewNodeLearnsWhoIsThere() {
        try (Phone bob = there.dial("2.0.0")) {
            bob.joins("realtime:wake", presence("bob"));
            bob.reply(track(bob, "realtime:wake", "{}"));
            try (Node dying = Node.start();
                    Phone ada = dying.dial("2.0.0")) {
                ada.joins("realtime:wake", presence("ada"));
                ada.reply(track(ada, "realtime:wake", "{}"));
                bob.hears(each -> each.event().equals("presence_diff")
                        && each.payload().path("joins").has("ada"));
                Awaitility.await("the new node knows who was there before")
                        .atMost(PATIENCE)
                        .until(() -> state(dying, "wake").has("bob"));
            }
            Awaitility.await("those of the dead node are gone")
                    .atMost(PATIENCE)
                    .until(() -> !state(there, "wake").has("ada"));
            assertThat(state(there, "wake").has("bob")).isTrue();
        }
    }

    @Test
    void aTopicOfTheSameNameThatIsPrivateHearsNothingAndNothingForgedIsHeard() {
        database.asOwner()
                .sql(
                        "select pg_notify('atelier_realtime', said) from unnest(array['x', 'a/1/0/1/!!', 'a/1/0/1/AAAA', 'b/0/5/9/AAAA']) said")
                .query((row, _) -> "")
                .list();
        try (Phone ada = here.dial("2.0.0");
                Phone bob = there.dial("2.0.0")) {
            ada.joins("realtime:door", Phone.PUBLIC);
            bob.joins("realtime:door", Phone.PUBLIC);
            bob.joins("realtime:other", Phone.PUBLIC);

            ada.broadcast("realtime:door", "knock", "{}");

            // Before the next join, which ends this one of the same topic.
            assertThat(bob.hears("broadcast").topic()).isEqualTo("realtime:door");
            assertThat(bob.join("realtime:door", Phone.PRIVATE).status())
                    .as("nobody may join without a policy")
                    .isEqualTo("error");
        }
    }

    private static String track(Phone phone, String topic, String payload) {
        return phone.send(null, topic, "presence", "{\"event\":\"track\",\"payload\":" + payload + "}");
    }

    private static String presence(String presenceKey) {
        return Phone.PUBLIC.replace("{\"key\":\"\"}", "{\"key\":\"" + presenceKey + "\",\"enabled\":true}");
    }

    private static void awaitState(String topic, java.util.function.Predicate<JsonNode> wanted) {
        Awaitility.await(topic).atMost(PATIENCE).until(() -> state(there, topic), wanted::test);
    }

    /// As somebody who comes sees it.
    private static JsonNode state(Node node, String topic) {
        try (Phone watcher = node.dial("2.0.0")) {
            watcher.joins("realtime:" + topic, presence("watcher"));
            return watcher.hears("presence_state").payload();
        }
    }
}
