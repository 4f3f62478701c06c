package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ToolCallsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void putsPiecesTogetherByIndex() {
        ToolCalls calls = new ToolCalls();

        calls.add(JSON.readTree("""
                [{"index":1,"id":"b","function":{"name":"second","arguments":"{"}},
                 {"index":0,"id":"a","function":{"name":"first","arguments":"{\\"x\\":"}}]"""));
        calls.add(JSON.readTree("""
                [{"index":0,"function":{"arguments":"1}"}},{"index":1,"function":{"arguments":"}"}}]"""));

        assertThat(calls.asJson()).hasToString("""
                [{"id":"a","type":"function","function":{"name":"first","arguments":"{\\"x\\":1}"}},\
                {"id":"b","type":"function","function":{"name":"second","arguments":"{}"}}]""");
    }

    @Test
    void keepsWholeCallsByPositionAndNothingBeyondItsLimits() {
        ToolCalls calls = new ToolCalls();
        String argument = "x".repeat(ToolCalls.ARGUMENTS_MAX);

        calls.add(JSON.readTree("[{\"id\":\"a\",\"function\":{\"name\":\"one\"}}]"));
        for (int index = 1; index <= ToolCalls.CALLS_MAX + 5; index++) {
            calls.add(JSON.readTree("[{\"index\":" + index + ",\"function\":{\"arguments\":\"" + argument + "\"}}]"));
        }

        assertThat(calls.asJson()).isNotNull().hasSize(ToolCalls.CALLS_MAX);
        assertThat(String.valueOf(calls.asJson()).length()).isLessThan(ToolCalls.ARGUMENTS_MAX);
        assertThat(new ToolCalls().asJson()).isNull();
    }
}
