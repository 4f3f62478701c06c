package studio.atelier.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.ProblemException;

class JsonBodiesTest {

    private final JsonBodies bodies = new JsonBodies();

    record Inner(@Nullable Integer stepCount, @Nullable Boolean highRes) {}

    record Body(
            @Nullable String displayName,
            @Nullable Inner inner,
            @Nullable List<String> tags) {}

    @Test
    void readsSnakeCase() {
        Body body = read("{\"display_name\":\"x\",\"inner\":{\"step_count\":3,\"high_res\":true},\"tags\":[\"a\"]}");

        assertThat(body).isEqualTo(new Body("x", new Inner(3, true), List.of("a")));
    }

    @Test
    void reportsUnknownAndWrongFieldsTogetherWithTheirPointers() {
        var refusal = refusal(
                "{\"displayName\":\"x\",\"inner\":{\"step_count\":{},\"steps\":[1,{\"a\":2}]},\"tags\":7,\"a/b\":1}");

        assertThat(refusal.problem().code()).isEqualTo(HttpProblem.BODY_INVALID);
        assertThat(refusal.problem().faults())
                .extracting(FieldFault::pointer)
                .containsExactlyInAnyOrder("/displayName", "/inner/step_count", "/inner/steps", "/tags", "/a~1b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":1,\"a\":2}", "{} {}", "nothing", "{\"display_name\":'x'}"})
    void refusesWhatIsNotJson(String text) {
        assertThat(refusal(text).problem().code()).isEqualTo(HttpProblem.BODY_MALFORMED);
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        String deep = "[".repeat(JsonBodies.DEPTH_MAX + 1) + "]".repeat(JsonBodies.DEPTH_MAX + 1);

        assertThat(refusal(deep).problem().code()).isEqualTo(HttpProblem.BODY_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"text\"", "7"})
    void refusesWhatIsNoObject(String text) {
        assertThat(refusal(text).problem().code()).isEqualTo(HttpProblem.BODY_INVALID);
    }

    @Test
    void takesNoBodyForAnEmptyObject() {
        assertThat(read("")).isEqualTo(new Body(null, null, null));
        assertThat(bodies.tree(stream("{\"a\":{\"b\":1}}")).at("/a/b").asInt()).isEqualTo(1);
    }

    private Body read(String text) {
        return bodies.read(stream(text), Body.class);
    }

    private ProblemException refusal(String text) {
        var refusal = catchThrowableOfType(ProblemException.class, () -> read(text));
        assertThat(refusal).as("%s is refused", text).isNotNull();
        return refusal;
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
