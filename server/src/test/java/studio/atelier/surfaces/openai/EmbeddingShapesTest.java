package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.Status;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbeddingShapesTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// 1.0, -2.5 and 0.1 as 32 bits each, lowest byte first.
    private static final String PACKED = "AACAPwAAIMDNzMw9";

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    static Generation row(JsonNode result) {
        return new Generation(
                UUID.fromString("0190a1b2-0000-7000-8000-000000000001"),
                null,
                UUID.fromString("0190a1b2-0000-7000-8000-000000000002"),
                "openai",
                "text-embedding-3-small",
                "embedding",
                "one",
                JSON.createObjectNode(),
                List.of(),
                Status.COMPLETED,
                null,
                result,
                null,
                null,
                null,
                "own",
                0,
                0L,
                0,
                7,
                0,
                7,
                null,
                List.of(),
                null,
                null,
                NOW,
                NOW,
                1,
                NOW,
                NOW,
                null,
                null,
                null);
    }

    @Test
    void packsNumbersForClientsThatAskForBase64() {
        JsonNode found = JSON.readTree("{\"data\":[{\"index\":0,\"embedding\":[1.0,-2.5,0.1]}]}");

        JsonNode answer = Vectors.answer(JSON, found, row(JSON.createObjectNode()), Vectors.BASE64);

        assertThat(answer.at("/data/0/embedding").asString()).isEqualTo(PACKED);
        assertThat(answer.path("object").asString()).isEqualTo("list");
        assertThat(answer.path("model").asString()).isEqualTo("openai/text-embedding-3-small");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(7);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(7);
    }

    @Test
    void unpacksWhatAProviderPacked() {
        JsonNode found = JSON.readTree(
                "{\"data\":[{\"index\":0,\"embedding\":\"" + PACKED + "\"},{\"index\":1,\"embedding\":[0.5]}]}");

        JsonNode answer = Vectors.answer(JSON, found, row(JSON.createObjectNode()), Vectors.FLOAT);

        assertThat(answer.at("/data/0/embedding").values().stream().map(JsonNode::floatValue))
                .containsExactly(1.0f, -2.5f, 0.1f);
        assertThat(answer.at("/data/1/embedding/0").asDouble()).isEqualTo(0.5);
        assertThat(answer.at("/data/1/index").asInt()).isEqualTo(1);
    }

    @Test
    void handsOutWhatAnEarlierRequestFoundAndSaysWhenItWasNotKept() {
        var kept = row(JSON.readTree("{\"data\":{\"data\":[]}}"));
        var tooLarge = row(JSON.readTree("{\"data\":null}"));

        assertThat(new Found().of(kept).path("data").isArray()).isTrue();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Found().of(tooLarge))
                .hasMessageContaining("openai.result_not_kept");
    }

    @Test
    void readsOneTextAndSeveral() {
        var faults = new Faults();

        assertThat(Texts.read(JSON.readTree("\"one\""), faults)).containsExactly("one");
        assertThat(Texts.read(JSON.readTree("[\"one\",\"two\"]"), faults)).containsExactly("one", "two");
        assertThat(faults.any()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"\"", "[\"a\",\"\"]", "{}", "7", "[\"a\",null]", "true"})
    void refusesWhatIsNoText(String input) {
        var faults = new Faults();

        Texts.read(JSON.readTree(input), faults);

        assertThat(faults.found())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.pointer()).startsWith("/input"));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"[1,2,3]", "[[1,2],[3]]"},
            delimiter = ';')
    void saysThatTokensAreNotTaken(String input) {
        var faults = new Faults();

        Texts.read(JSON.readTree(input), faults);

        assertThat(faults.found())
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("tokens are not taken"));
    }
}
