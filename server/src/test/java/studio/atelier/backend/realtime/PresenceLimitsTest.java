package studio.atelier.backend.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// How many may be present, and how often all together may say so.
@WithServer({
    "ATELIER_LIMITS=off",
    "ATELIER_REALTIME_PRESENCES=2",
    "ATELIER_REALTIME_PRESENCE_EVENTS=1000",
    "ATELIER_REALTIME_PRESENCE_EVENTS_ALL=30"
})
class PresenceLimitsTest {

    private final RunningServer server;
    private final String key;

    PresenceLimitsTest(RunningServer server) {
        this.server = server;
        this.key = server.room(Identity.class).projectKeys().anon();
    }

    @Test
    void refusesWhoeverWouldBeOneTooMany() {
        try (Phone one = dial();
                Phone two = dial();
                Phone three = dial()) {
            for (Phone each : new Phone[] {one, two, three}) {
                each.joins("realtime:small", Phone.PUBLIC);
            }
            assertThat(one.reply(track(one, "realtime:small", 1)).status()).isEqualTo("ok");
            assertThat(two.reply(track(two, "realtime:small", 1)).status()).isEqualTo("ok");

            var refused = three.reply(track(three, "realtime:small", 1));

            assertThat(refused.status()).isEqualTo("error");
            assertThat(refused.reason()).isEqualTo("Too many presences on this channel");
            assertThat(two.reply(track(two, "realtime:small", 2)).status())
                    .as("whoever is there may change")
                    .isEqualTo("ok");
            two.reply(two.send(null, "realtime:small", "presence", "{\"event\":\"untrack\"}"));
            assertThat(three.reply(track(three, "realtime:small", 1)).status()).isEqualTo("ok");
        }
    }

    @Test
    void endsTheChannelThatPassesTheLimitOfAll() {
        try (Phone loud = dial()) {
            loud.joins("realtime:loud", Phone.PUBLIC);

            for (int n = 0; n < 200; n++) {
                track(loud, "realtime:loud", n);
            }

            assertThat(loud.hears("system").payload().path("message").asString())
                    .isEqualTo("Too many presence messages per second");
            loud.hears("phx_close");
        }
    }

    private Phone dial() {
        return Phone.dial(server.url(), "2.0.0", key);
    }

    private static String track(Phone phone, String topic, int n) {
        return phone.send(null, topic, "presence", "{\"event\":\"track\",\"payload\":{\"n\":" + n + "}}");
    }
}
