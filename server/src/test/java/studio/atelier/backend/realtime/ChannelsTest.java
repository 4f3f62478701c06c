package studio.atelier.backend.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;
import tools.jackson.databind.json.JsonMapper;

/// The protocol of channels over real sockets, in both of its forms: who comes in, what is said, who is
/// there.
@WithServer({"ATELIER_LIMITS=off", "ATELIER_REALTIME_PRESENCE_EVENTS=50"})
class ChannelsTest {

    private static final String SELF = Phone.PUBLIC.replace("\"self\":false", "\"self\":true");
    private static final String ACK = Phone.PUBLIC.replace("\"ack\":false", "\"ack\":true");

    private final RunningServer server;
    private final String key;

    ChannelsTest(RunningServer server) {
        this.server = server;
        this.key = server.room(Identity.class).projectKeys().anon();
    }

    private Phone dial(String vsn) {
        return Phone.dial(server.url(), vsn, key);
    }

    private static String presence(String presenceKey) {
        return Phone.PUBLIC.replace("{\"key\":\"\"}", "{\"key\":\"" + presenceKey + "\",\"enabled\":true}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vsn=2.0.0|401|API key is missing",
                "vsn=2.0.0&apikey=nonsense|401|The token provided is not a valid JWT",
                "vsn=2.0.0&apikey=sb_publishable_none|401|Send a key",
                "vsn=9.0.0&apikey=KEY|400|The serializer version must be 1.0.0 or 2.0.0",
                "vsn=2.0.0&apikey=KEY|426|This address takes WebSocket connections only"
            })
    void refusesAHandshakeInHttp(String query, int status, String error) {
        for (String path : List.of("/realtime/v1/websocket?", "/socket/websocket?")) {
            var answer = server.get(path + query.replace("KEY", key));

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(JsonMapper.shared().readTree(answer.body()).size()).isEqualTo(1);
            if (!error.equals("Send a key")) {
                assertThat(answer.body()).isEqualTo("{\"error\":\"" + error + "\"}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "2.0.0"})
    void letsEveryKindOfKeyIn(String vsn) {
        var keys = server.room(Identity.class).projectKeys();
        for (String each : List.of(
                keys.anon(),
                keys.publishable(),
                keys.secret().reveal(),
                keys.serviceRole().reveal())) {
            try (Phone phone = Phone.dial(server.url(), vsn, each)) {
                var reply = phone.join("realtime:hall", Phone.PUBLIC);

                assertThat(reply.status()).isEqualTo("ok");
                assertThat(reply.joinRef()).isEqualTo(reply.ref());
                assertThat(reply.payload().at("/response").toString()).isEqualTo("{\"postgres_changes\":[]}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "2.0.0"})
    void answersASignOfLife(String vsn) {
        try (Phone phone = dial(vsn)) {
            var reply = phone.reply(phone.send(null, "phoenix", "heartbeat", "{}"));

            assertThat(reply.topic()).isEqualTo("phoenix");
            assertThat(reply.payload().toString()).contains("\"status\":\"ok\"").contains("\"response\":{}");
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0.0,1.0.0", "1.0.0,2.0.0", "2.0.0,1.0.0", "2.0.0,2.0.0"})
    void tellsABroadcastToTheOthers(String from, String to) {
        try (Phone ada = dial(from);
                Phone bob = dial(to);
                Phone elsewhere = dial(to)) {
            ada.joins("realtime:hall:1", Phone.PUBLIC);
            bob.joins("realtime:hall:1", Phone.PUBLIC);
            elsewhere.joins("realtime:hall:2", Phone.PUBLIC);

            ada.broadcast("realtime:hall:1", "wave", "{\"n\":1.50,\"text\":\"\\u00e4 😀\"}");

            var heard = bob.hears("broadcast");
            assertThat(heard.payload().toString())
                    .isEqualTo("{\"type\":\"broadcast\",\"event\":\"wave\",\"payload\":{\"n\":1.50,\"text\":\"ä 😀\"}}"
                            .replace("1.50", "1.5"));
            assertThat(heard.topic()).isEqualTo("realtime:hall:1");
            assertThat(ada.broadcasts()).isEmpty();
            assertThat(elsewhere.broadcasts()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "2.0.0"})
    void takesTheBinaryForm(String to) {
        try (Phone ada = dial("2.0.0");
                Phone bob = dial(to)) {
            ada.joins("realtime:ähren", SELF);
            bob.joins("realtime:ähren", Phone.PUBLIC);

            ada.push("realtime:ähren", "größe", true, "{\"n\": 1}".getBytes(UTF_8));

            for (Phone each : List.of(ada, bob)) {
                assertThat(each.hears("broadcast").payload().toString())
                        .contains("\"event\":\"größe\"")
                        .contains("\"payload\":{\"n\":1}");
            }
        }
    }

    @Test
    void tellsBytesToThoseWhoCanTakeThem() {
        try (Phone ada = dial("2.0.0");
                Phone bob = dial("2.0.0");
                Phone old = dial("1.0.0")) {
            for (Phone each : List.of(ada, bob, old)) {
                each.joins("realtime:bytes", Phone.PUBLIC);
            }

            ada.push("realtime:bytes", "raw", false, new byte[] {0, (byte) 0xff, 7});

            assertThat(bob.hears("broadcast").bytes()).containsExactly(0, 0xff, 7);
            assertThat(old.rest()).isEmpty();
        }
    }

    @Test
    void saysThatABroadcastWasTakenWhereThatIsAsked() {
        try (Phone phone = dial("2.0.0")) {
            phone.joins("realtime:ack", ACK);
            phone.joins("realtime:quiet", Phone.PUBLIC);

            var reply = phone.reply(phone.push("realtime:ack", "x", true, "{}".getBytes(UTF_8)));
            String unasked = phone.push("realtime:quiet", "x", true, "{}".getBytes(UTF_8));

            assertThat(reply.status()).isEqualTo("ok");
            assertThat(phone.rest()).noneMatch(each -> unasked.equals(each.ref()));
        }
    }

    @Test
    void keepsPublicAndPrivateTopicsOfOneNameApart() {
        try (Phone open = dial("2.0.0");
                Phone secret = Phone.dial(
                        server.url(),
                        "2.0.0",
                        server.room(Identity.class).projectKeys().secret().reveal())) {
            open.joins("realtime:same", Phone.PUBLIC);
            secret.joins("realtime:same", Phone.PRIVATE);

            open.broadcast("realtime:same", "x", "{\"from\":\"open\"}");
            secret.broadcast("realtime:same", "x", "{\"from\":\"secret\"}");

            assertThat(secret.broadcasts()).isEmpty();
            assertThat(open.broadcasts()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "2.0.0"})
    void closesAChannelThatIsLeft(String vsn) {
        try (Phone phone = dial(vsn)) {
            String join = phone.joins("realtime:hall", Phone.PUBLIC);

            var reply = phone.reply(phone.send(join, "realtime:hall", "phx_leave", "{}"));

            assertThat(reply.status()).isEqualTo("ok");
            assertThat(phone.hears("phx_close").joinRef()).isEqualTo(join);
            assertThat(phone.reply(phone.send(null, "realtime:hall", "broadcast", "{}"))
                            .reason())
                    .isEqualTo("unmatched topic");
        }
    }

    @Test
    void aSecondJoinEndsTheFirst() {
        try (Phone phone = dial("2.0.0")) {
            String first = phone.joins("realtime:twice", SELF);
            String second = phone.joins("realtime:twice", SELF);

            assertThat(phone.hears("phx_close").joinRef()).isEqualTo(first);
            phone.broadcast("realtime:twice", "x", "{\"n\":1}");
            assertThat(phone.broadcasts()).hasSize(1);
            assertThat(second).isNotEqualTo(first);
        }
    }

    @ParameterizedTest
    @CsvSource({"realtime:,TopicNameRequired: You must provide a topic name", "elsewhere,unmatched topic"})
    void refusesATopicWithoutName(String topic, String reason) {
        try (Phone phone = dial("2.0.0")) {
            var reply = phone.join(topic, Phone.PUBLIC);

            assertThat(reply.status()).isEqualTo("error");
            assertThat(reply.reason()).isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"config\":7}",
                "{\"config\":{\"broadcast\":[],\"presence\":\"x\",\"postgres_changes\":{}}}"
            })
    void takesAConfigItDoesNotUnderstandForNone(String config) {
        try (Phone phone = dial("2.0.0")) {
            assertThat(phone.join("realtime:odd", config).status()).isEqualTo("ok");
        }
    }

    @Test
    void broadcastsByRest() {
        try (Phone phone = dial("2.0.0")) {
            phone.joins("realtime:rest", Phone.PUBLIC);

            var batch = server.post(
                    "/realtime/v1/api/broadcast",
                    "{\"messages\":[{\"topic\":\"rest\",\"event\":\"a\",\"payload\":{\"n\":1}},"
                            + "{\"topic\":\"other\",\"event\":\"a\",\"payload\":{\"n\":2}}]}",
                    "apikey",
                    key);
            var single = server.post("/realtime/v1/api/broadcast/rest/events/b", "{\"n\":3}", "apikey", key);

            assertThat(batch.statusCode()).isEqualTo(202);
            assertThat(batch.body()).isEmpty();
            assertThat(single.statusCode()).isEqualTo(202);
            assertThat(phone.hears("broadcast").payload().at("/payload/n").asInt())
                    .isEqualTo(1);
            var second = phone.hears("broadcast");
            assertThat(second.payload().at("/payload/n").asInt()).isEqualTo(3);
            assertThat(second.payload().path("event").asString()).isEqualTo("b");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[{\"event\":\"a\",\"payload\":{}}]}|422|can't be blank",
                "{\"messages\":[{\"topic\":\"a\",\"event\":\"a\"}]}|422|can't be blank",
                "{\"messages\":7}|422|/messages",
                "nonsense|422|cannot be read"
            })
    void refusesMessagesItCannotRead(String body, int status, String contains) {
        var answer = server.post("/realtime/v1/api/broadcast", body, "apikey", key);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(contains);
    }

    @Test
    void refusesRestOfNobodyOrOfAnotherType() {
        String one = "{\"messages\":[]}";

        assertThat(server.post("/realtime/v1/api/broadcast", one).body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(server.post("/realtime/v1/api/broadcast", one, "apikey", "x").statusCode())
                .isEqualTo(401);
        assertThat(server.post(
                                "/realtime/v1/api/broadcast/a/events/b",
                                one,
                                "apikey",
                                key,
                                "Content-Type",
                                "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(server.post(
                                "/realtime/v1/api/broadcast",
                                "{\"messages\":[" + "{},".repeat(100) + "{}]}",
                                "apikey",
                                key)
                        .statusCode())
                .isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "2.0.0"})
    void tellsWhoIsThere(String vsn) {
        try (Phone ada = dial(vsn);
                Phone bob = dial(vsn)) {
            String topic = "realtime:present" + vsn;
            ada.joins(topic, presence("ada"));
            assertThat(ada.hears("presence_state").payload().toString()).isEqualTo("{}");

            var tracked = ada.reply(ada.send(
                    null, topic, "presence", "{\"type\":\"presence\",\"event\":\"track\",\"payload\":{\"at\":1}}"));

            assertThat(tracked.status()).isEqualTo("ok");
            var came = ada.hears("presence_diff").payload();
            assertThat(came.at("/joins/ada/metas/0/at").asInt()).isEqualTo(1);
            assertThat(came.path("leaves").size()).isZero();
            String ref = came.at("/joins/ada/metas/0/phx_ref").asString();
            assertThat(ref).isNotEmpty();

            bob.joins(topic, presence(""));
            assertThat(bob.hears("presence_state")
                            .payload()
                            .at("/ada/metas/0/phx_ref")
                            .asString())
                    .isEqualTo(ref);

            ada.reply(ada.send(
                    null, topic, "presence", "{\"event\":\"track\",\"payload\":{\"at\":2,\"phx_ref\":\"mine\"}}"));
            assertThat(bob.hears("presence_diff")
                            .payload()
                            .at("/leaves/ada/metas/0/phx_ref")
                            .asString())
                    .isEqualTo(ref);
            var changed = bob.hears("presence_diff").payload();
            assertThat(changed.at("/joins/ada/metas/0/phx_ref_prev").asString()).isEqualTo(ref);
            assertThat(changed.at("/joins/ada/metas/0/phx_ref").asString())
                    .isNotEqualTo(ref)
                    .isNotEqualTo("mine");

            ada.hangsUp();
            assertThat(bob.hears("presence_diff")
                            .payload()
                            .at("/leaves/ada/metas/0/at")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void aPersonOnTwoSocketsIsThereTwice() {
        try (Phone one = dial("2.0.0");
                Phone two = dial("2.0.0");
                Phone watcher = dial("2.0.0")) {
            for (Phone each : List.of(one, two)) {
                each.joins("realtime:twins", presence("ada"));
                each.reply(each.send(null, "realtime:twins", "presence", "{\"event\":\"TRACK\",\"payload\":{}}"));
            }

            watcher.joins("realtime:twins", presence("w"));
            assertThat(watcher.hears("presence_state")
                            .payload()
                            .at("/ada/metas")
                            .size())
                    .isEqualTo(2);

            two.reply(two.send(null, "realtime:twins", "presence", "{\"event\":\"untrack\"}"));
            assertThat(watcher.hears(each -> each.payload().at("/leaves/ada").isObject())
                            .payload()
                            .at("/leaves/ada/metas")
                            .size())
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesAPresenceThatIsNoObject() {
        try (Phone phone = dial("2.0.0")) {
            phone.joins("realtime:odd", presence("a"));

            var reply =
                    phone.reply(phone.send(null, "realtime:odd", "presence", "{\"event\":\"track\",\"payload\":[1]}"));

            assertThat(reply.reason()).isEqualTo("Presence track payload must be a map");
        }
    }

    @Test
    void saysNothingOfWhoIsThereToThoseWhoDoNotAsk() {
        try (Phone ada = dial("2.0.0");
                Phone bob = dial("2.0.0")) {
            bob.joins("realtime:unasked", Phone.PUBLIC);
            ada.joins("realtime:unasked", presence("ada"));
            ada.reply(ada.send(null, "realtime:unasked", "presence", "{\"event\":\"track\",\"payload\":{}}"));
            ada.hears("presence_diff");

            assertThat(bob.rest()).isEmpty();
        }
    }
}
