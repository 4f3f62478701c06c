package studio.atelier.backend.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.identity.Identity;
import studio.atelier.platform.telemetry.Metrics;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// What one client may do to the others: nothing. Limits, frames without sense, and clients that do not read.
@WithServer({
    "ATELIER_LIMITS=off",
    "ATELIER_REALTIME_CLIENTS_PER_ADDRESS=12",
    "ATELIER_REALTIME_CHANNELS=3",
    "ATELIER_REALTIME_JOINS=8",
    "ATELIER_REALTIME_EVENTS=20",
    "ATELIER_REALTIME_QUEUE=10",
    "ATELIER_REALTIME_QUEUE_BYTES=200KB",
    "ATELIER_REALTIME_PAYLOAD=500KB"
})
class ManyClientsTest {

    private static final String PRESENT = Phone.PUBLIC.replace("{\"key\":\"\"}", "{\"key\":\"a\",\"enabled\":true}");

    private final RunningServer server;
    private final String key;

    ManyClientsTest(RunningServer server) {
        this.server = server;
        this.key = server.room(Identity.class).projectKeys().anon();
    }

    private Phone dial(String vsn) {
        return Phone.dial(server.url(), vsn, key);
    }

    private long cut(String reason) {
        return Metrics.REALTIME_CUT.total(server.room(MeterRegistry.class), "reason", reason);
    }

    @Test
    void countsChannels() {
        try (Phone phone = dial("2.0.0")) {
            for (int n = 1; n <= 3; n++) {
                phone.joins("realtime:c" + n, Phone.PUBLIC);
            }

            assertThat(phone.join("realtime:c4", Phone.PUBLIC).reason())
                    .isEqualTo("ChannelRateLimitReached: Too many channels");
            assertThat(phone.join("realtime:c3", Phone.PUBLIC).status()).isEqualTo("ok");
        }
    }

    @Test
    void cutsWhoJoinsTooOften() {
        try (Phone phone = dial("2.0.0")) {
            for (int n = 0; n < 9; n++) {
                phone.send("1", "realtime:often", "phx_join", Phone.PUBLIC);
            }

            phone.hears(each -> each.reason().equals("ClientJoinRateLimitReached: Too many joins per second"));
            assertThat(phone.closedWith()).isEqualTo(1008);
        }
    }

    @Test
    void endsAChannelThatSaysTooMuch() {
        try (Phone phone = dial("2.0.0")) {
            phone.joins("realtime:loud", Phone.PUBLIC);
            phone.joins("realtime:calm", Phone.PUBLIC);
            for (int n = 0; n < 21; n++) {
                phone.broadcast("realtime:loud", "x", "{}");
            }

            assertThat(phone.hears("system").payload().path("message").asString())
                    .isEqualTo("Too many messages per second");
            assertThat(phone.hears("phx_close").topic()).isEqualTo("realtime:loud");
            assertThat(phone.open()).isTrue();
        }
    }

    @Test
    void endsAChannelThatComesAndGoesTooOften() {
        try (Phone phone = dial("2.0.0")) {
            phone.joins("realtime:restless", PRESENT);
            for (int n = 0; n < 6; n++) {
                phone.send(
                        null, "realtime:restless", "presence", "{\"event\":\"track\",\"payload\":{\"n\":" + n + "}}");
            }

            assertThat(phone.hears("system").payload().path("message").asString())
                    .isEqualTo("Client presence rate limit exceeded");
        }
    }

    @Test
    void refusesAPayloadThatIsTooLarge() {
        try (Phone phone = dial("2.0.0")) {
            phone.joins("realtime:large", Phone.PUBLIC.replace("\"ack\":false", "\"ack\":true"));
            byte[] large = ("{\"a\":\"" + "x".repeat(600_000) + "\"}").getBytes(StandardCharsets.UTF_8);

            assertThat(phone.reply(phone.push("realtime:large", "x", true, large))
                            .status())
                    .isEqualTo("error");
        }
    }

    @Test
    void leavesNoRoomForMoreClientsThanAllowed() {
        List<Phone> phones = new ArrayList<>();
        try {
            for (int n = 0; n < 12; n++) {
                phones.add(dial("2.0.0"));
            }
            // A client hears that it is connected a moment before it is counted.
            Awaitility.await().until(() -> gauge("atelier.realtime.clients") == 12);

            var answer = server.get("/realtime/v1/websocket?vsn=2.0.0&apikey=" + key);

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Too many connected users\"}");
        } finally {
            phones.forEach(Phone::close);
        }
    }

    /// Nothing is left of a client, whatever it did.
    @AfterEach
    void everybodyLeaves() {
        for (String what : List.of("atelier.realtime.clients", "atelier.realtime.channels")) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(gauge(what)).as(what).isZero());
        }
    }

    private double gauge(String name) {
        return server.room(MeterRegistry.class).get(name).gauge().value();
    }

    @Test
    void framesWithoutSenseEndTheirOwnSocketAtMost() {
        Random random = new Random(7);
        try (Phone bystander = dial("2.0.0");
                Phone talker = dial("1.0.0")) {
            bystander.joins("realtime:calm", Phone.PUBLIC);
            talker.joins("realtime:calm", Phone.PUBLIC);
            for (int n = 0; n < 120; n++) {
                try (Phone fool = dial(n % 2 == 0 ? "1.0.0" : "2.0.0")) {
                    fool.join("realtime:calm", Phone.PUBLIC);
                    if (n % 3 == 0) {
                        fool.raw(nonsense(random));
                    } else {
                        fool.raw(damaged(random));
                    }
                }
            }

            talker.broadcast("realtime:calm", "still", "{\"here\":true}");

            bystander.hears(each -> each.payload().path("event").asString("").equals("still"));
            assertThat(talker.open()).isTrue();
            assertThat(cut("malformed")).isPositive();
        }
    }

    private static byte[] nonsense(Random random) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[0] = 3;
        }
        return bytes;
    }

    private static String damaged(Random random) {
        List<String> frames = List.of(
                "[null,\"9\",\"realtime:calm\",\"broadcast\",{\"event\":\"e\",\"payload\":{\"a\":[1,2]}}]",
                "[null,\"9\",\"realtime:calm\",\"broadcast\",null]",
                "[null,\"9\",\"realtime:calm\",\"broadcast\",{\"event\":7}]",
                "[null,\"9\",\"realtime:calm\",\"presence\",{\"event\":\"track\",\"payload\":{\"a\":\"\\ud800\"}}]",
                "[null,\"9\",\"realtime:calm\",\"access_token\",{\"access_token\":{}}]",
                "[null,\"9\",\"realtime:calm\",\"phx_join\",\"x\"]",
                "{\"topic\":\"realtime:calm\",\"event\":\"phx_leave\",\"payload\":[],\"ref\":7}",
                "[".repeat(3_000));
        StringBuilder frame = new StringBuilder(frames.get(random.nextInt(frames.size())));
        if (random.nextBoolean()) {
            frame.setCharAt(random.nextInt(frame.length()), (char) (32 + random.nextInt(90)));
        }
        return frame.toString();
    }

    @Test
    void cutsWhoDoesNotReadAndNobodyElse() {
        long before = cut("too slow");
        String large = "{\"a\":\"" + "x".repeat(100_000) + "\"}";
        try (Phone deaf = Phone.deaf(server.url(), "2.0.0", key);
                Phone listener = dial("2.0.0");
                Phone talker = dial("2.0.0")) {
            deaf.send("1", "realtime:stream", "phx_join", Phone.PUBLIC);
            listener.joins("realtime:stream", Phone.PUBLIC);
            talker.joins("realtime:stream", Phone.PUBLIC.replace("\"ack\":false", "\"ack\":true"));

            int sent = 0;
            while (cut("too slow") == before && sent < 2_000) {
                var answer = server.post("/realtime/v1/api/broadcast/stream/events/x", large, "apikey", key);
                assertThat(answer.statusCode()).isEqualTo(202);
                listener.hears("broadcast");
                sent++;
            }

            assertThat(cut("too slow")).isEqualTo(before + 1);
            talker.broadcast("realtime:stream", "last", "{}");
            listener.hears(each -> each.payload().path("event").asString("").equals("last"));
        }
    }

    @Test
    void cutsWhoPingsAndDoesNotRead() {
        long before = cut("too slow");
        try (Phone deaf = Phone.deaf(server.url(), "2.0.0", key)) {
            for (int sent = 0; cut("too slow") == before && sent < 300_000; sent++) {
                deaf.ping();
            }

            assertThat(cut("too slow")).isEqualTo(before + 1);
        }
    }

    @Test
    void tellsEverybodyWhenItStops() {
        var other = RunningServer.start(Map.of("ATELIER_LIMITS", "off"));
        try (Phone phone = Phone.dial(
                other.url(), "2.0.0", other.room(Identity.class).projectKeys().anon())) {
            phone.joins("realtime:hall", Phone.PUBLIC);

            other.close();

            assertThat(phone.closedWith()).isEqualTo(1012);
        }
    }
}
