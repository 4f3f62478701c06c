package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.Model;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FittingTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Catalog CATALOG = Catalog.load(Path.of("none"), Map::of, Clock.systemUTC());

    private static Fitting fitting(String model, String parameters) {
        Model known = CATALOG.model(model).orElseThrow();
        Map<String, JsonNode> given = new LinkedHashMap<>();
        JSON.readTree(parameters).properties().forEach(each -> given.put(each.getKey(), each.getValue()));
        return new Fitting(known, given);
    }

    private static String json(Fitting fitting) {
        return JSON.writeValueAsString(fitting.parameters());
    }

    @ParameterizedTest
    @CsvSource({
        "1024x1024, 1:1",
        "1536x1024, 3:2",
        "1024x1536, 2:3",
        "1792x1024, 16:9",
        "720x1280, 9:16",
        "800x1000, 4:5"
    })
    void findsTheNearestFormatOfASize(String size, String ratio) {
        Fitting fitting =
                fitting("demo/demo-image", "{\"size\":\"" + size + "\"}").size();

        assertThat(json(fitting)).isEqualTo("{\"aspect_ratio\":\"" + ratio + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"3000x1000", "large", "0x7"})
    void leavesASizeThatNoFormatIsNearToTheSchemaToRefuse(String size) {
        Fitting fitting =
                fitting("demo/demo-image", "{\"size\":\"" + size + "\"}").size();

        assertThat(json(fitting)).isEqualTo("{\"size\":\"" + size + "\"}");
    }

    @Test
    void leavesAutoOutAndKeepsTheSizesOfModelsThatHaveThem() {
        assertThat(json(fitting("demo/demo-image", "{\"size\":\"auto\"}").size()))
                .isEqualTo("{}");
        assertThat(json(fitting("openai/gpt-image-2", "{\"size\":\"auto\"}").size()))
                .isEqualTo("{\"size\":\"auto\"}");
    }

    @Test
    void callsAParameterByTheModelsNameAndMakesNumbersOfLetters() {
        Fitting fitting = fitting("demo/demo-audio", "{\"seconds\":\"8\",\"mood\":\"calm\"}")
                .called("seconds", "duration", "duration_seconds");

        assertThat(json(fitting)).isEqualTo("{\"mood\":\"calm\",\"duration_seconds\":8}");
    }

    @Test
    void refusesUnderTheNameThatTheCallerUsed() {
        Fitting fitting = fitting("demo/demo-audio", "{\"seconds\":\"900\"}").called("seconds", "duration_seconds");

        assertThatThrownBy(() -> fitting.inTheirWords(() -> {
                    var faults = CATALOG.model("demo/demo-audio").orElseThrow().faults(fitting.parameters());
                    throw studio.atelier.platform.problem.Problem.of(OpenAiProblem.INVALID, "wrong")
                            .withFaults(faults)
                            .exception();
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().faults())
                                .singleElement()
                                .satisfies(fault -> {
                                    assertThat(fault.pointer()).isEqualTo("/parameters/seconds");
                                    assertThat(fault.detail()).contains("2").contains("30");
                                }));
    }

    @Test
    void leavesOutWhatEveryModelDoesAnyway() {
        assertThat(json(fitting("demo/demo-image", "{\"n\":1}").without("n", "1")))
                .isEqualTo("{}");
        assertThat(json(fitting("demo/demo-image", "{\"n\":2}").without("n", "1")))
                .isEqualTo("{\"n\":2}");
        assertThat(json(fitting("openai/gpt-image-2", "{\"n\":1}").without("n", "1")))
                .isEqualTo("{\"n\":1}");
        assertThat(json(fitting("demo/demo-text", "{\"logprobs\":false,\"tools\":[]}")
                        .without("logprobs", "false")
                        .without("tools", "")))
                .isEqualTo("{}");
    }

    @Test
    void takesTheLettersOfAFormForWhatTheModelWants() {
        Fitting fitting = fitting("openai/gpt-image-2", "{\"n\":\"2\",\"size\":\"1024x1024\",\"quality\":\"low\"}")
                .ofForm();

        assertThat(json(fitting)).isEqualTo("{\"n\":2,\"size\":\"1024x1024\",\"quality\":\"low\"}");
    }
}
