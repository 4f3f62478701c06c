package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.generation.Reuse;

class FreshnessTest {

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "no-cache", "private, NO-STORE", "max-age=5,no-cache", "no-cache=\"x\""})
    void neverWhereTheCallerSaysSo(String header) {
        assertThat(Freshness.wanted(header)).isEqualTo(Reuse.NEVER);
    }

    @ParameterizedTest
    @CsvSource({"max-age=60,60", "'private, max-age=\"900\"',900", "MAX-AGE=0,0", "max-age=999999999,999999999"})
    void asOldAsTheCallerTakesIt(String header, long seconds) {
        assertThat(Freshness.wanted(header)).isEqualTo(Reuse.upTo(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "public", "max-age=-1", "max-age=x", "max-age=9999999999", "s-max-age=5", "x-no-store"})
    void whatSaysNothingOfItChangesNothing(String header) {
        assertThat(Freshness.wanted(header)).isEqualTo(Reuse.WHERE_ALIKE);
    }

    @Test
    void aHeaderWithoutEndIsNotRead() {
        assertThat(Freshness.wanted(null)).isEqualTo(Reuse.WHERE_ALIKE);
        assertThat(Freshness.wanted("max-age=60," + " ".repeat(2_000))).isEqualTo(Reuse.NEVER);
    }
}
