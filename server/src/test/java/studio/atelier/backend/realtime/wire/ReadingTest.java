package studio.atelier.backend.realtime.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Frames of every kind are read or refused, and nothing else.
class ReadingTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Property(tries = 2_000)
    void anyBytesAreAMessageOrMalformed(@ForAll byte[] frame, @ForAll Vsn vsn) {
        readsOrRefuses(frame, vsn);
        if (frame.length > 0) {
            frame[0] = 3;
            readsOrRefuses(frame, vsn);
        }
    }

    @Property(tries = 2_000)
    void anyDamageToAMessageIsReadOrRefused(
            @ForAll("frames") String frame, @ForAll int position, @ForAll byte damage, @ForAll Vsn vsn) {
        byte[] bytes = frame.getBytes(UTF_8);
        bytes[Math.floorMod(position, bytes.length)] = damage;

        readsOrRefuses(bytes, vsn);
    }

    private static void readsOrRefuses(byte[] frame, Vsn vsn) {
        try {
            check(Reading.text(vsn, frame));
        } catch (Malformed refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
        try {
            check(Reading.binary(vsn, frame));
        } catch (Malformed refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    /// What was read can be written for others, who can read it.
    private static void check(Incoming message) {
        switch (message.body()) {
            case Incoming.Body.Json(byte[] payload) -> {
                for (Vsn vsn : Vsn.values()) {
                    Packet packet = Told.text(vsn, message.joinRef(), message.ref(), message.topic(), "x", payload);
                    assertThat(JSON.readTree(packet.bytes())).isNotNull();
                }
            }
            case Incoming.Body.Broadcast(String event, boolean json, byte[] payload) -> {
                Packet packet = Told.broadcast(message.topic(), event, json, payload, null)
                        .as(Vsn.OBJECTS);
                assertThat(packet == null).isEqualTo(!json);
                if (packet != null) {
                    assertThat(JSON.readTree(packet.bytes())).isNotNull();
                }
            }
        }
    }

    @Property(tries = 500)
    void aPayloadComesThroughAsItWasSent(@ForAll("texts") String text, @ForAll Vsn vsn) throws Malformed {
        JsonNode payload = JSON.createObjectNode().put("text", text).put("n", 1);
        byte[] frame = Told.text(vsn, "1", "2", "realtime:a", "broadcast", JSON.writeValueAsBytes(payload))
                .bytes();

        Incoming message = Reading.text(vsn, frame);

        assertThat(message.joinRef()).isEqualTo("1");
        assertThat(message.ref()).isEqualTo("2");
        assertThat(message.topic()).isEqualTo("realtime:a");
        assertThat(message.body()).isInstanceOf(Incoming.Body.Json.class);
        assertThat(JSON.readTree(((Incoming.Body.Json) message.body()).bytes())).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "[1,2]",
                "[null,null,\"t\",\"e\"]",
                "[null,null,null,\"e\",{}]",
                "[null,null,\"t\",\"e\",{},1]",
                "[null,null,\"t\",\"e\",{}] 1",
                "[null,null,\"\\ud800\",\"e\",{}]",
                "[null,[],\"t\",\"e\",{}]",
                "[null,null,\"t\",\"e\",{\"a\":}]",
                "{\"topic\":\"t\"}"
            })
    void refusesWhatIsNoMessage(String frame) {
        assertThatThrownBy(() -> Reading.text(Vsn.ARRAYS, frame.getBytes(UTF_8)))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Reading.text(Vsn.OBJECTS, frame.getBytes(UTF_8)))
                .isInstanceOf(Malformed.class);
    }

    @Provide
    Arbitrary<String> frames() {
        return Arbitraries.of(
                "[\"1\",\"2\",\"realtime:a\",\"phx_join\",{\"config\":{\"broadcast\":{\"self\":true}}}]",
                "{\"topic\":\"realtime:a\",\"event\":\"broadcast\",\"payload\":{\"n\":[1,2.5e3,\"ä\"]},\"ref\":\"1\"}",
                "\u0003\u0001\u0001\u0001\u0001\u0000\u000112ab{\"n\":1}");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ofMaxLength(40)
                .filter(text -> UTF_8.newEncoder().canEncode(text));
    }
}
