package studio.atelier.engine.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.json.JsonMapper;

class CostsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "0.04, 40000", "0.0000001, 1", "1000000, 1000000000000"})
    void readsAmountsInUsd(String json, long micros) {
        assertThat(Costs.ofUsd(JsonMapper.shared().readTree(json))).contains(Micros.of(micros));
    }

    @Test
    void readsUnitsOfTheProvider() {
        assertThat(Costs.of(JsonMapper.shared().readTree("8"), new BigDecimal("0.005")))
                .contains(Micros.of(40_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "1000000.01", "1e308", "1e999", "1e999999999", "\"0.04\"", "null", "{}"})
    void passesOverWhatNoCallCosts(String json) {
        assertThat(Costs.ofUsd(JsonMapper.shared().readTree(json))).isEmpty();
    }
}
