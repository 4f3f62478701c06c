package studio.atelier.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

    @Test
    void usesTheDefaultsWhenNothingIsSet() {
        var settings = new SettingsReader(Map.of("ATELIER_EMPTY", "  ", "HOME", "/root"));

        assertThat(settings.text("ATELIER_EMPTY", "otherwise", "")).isEqualTo("otherwise");
        assertThat(settings.whole("ATELIER_WHOLE", 7, 0, 9, "")).isEqualTo(7);
        assertThat(settings.flag("ATELIER_FLAG", true, "")).isTrue();
        assertThat(settings.bytes("ATELIER_BYTES", "2KB", 0, 4096, "")).isEqualTo(2048);
        assertThat(settings.secret("ATELIER_SECRET", "")).isEmpty();
        settings.check();
    }

    @Test
    void reportsEveryFaultAtOnceAndEveryNameItDoesNotKnow() {
        var settings = new SettingsReader(Map.of(
                "ATELIER_WHOLE", "many",
                "ATELIER_FLAG", "perhaps",
                "ATELIER_WAIT", "5 fortnights",
                "ATELIER_BYTES", "9GB",
                "ATELIER_PROT", "80"));
        settings.whole("ATELIER_WHOLE", 7, 0, 9, "");
        settings.flag("ATELIER_FLAG", true, "");
        settings.duration("ATELIER_WAIT", Duration.ofSeconds(1), Duration.ZERO, Duration.ofHours(1), "");
        settings.bytes("ATELIER_BYTES", "2KB", 0, 4096, "");

        assertThatThrownBy(settings::check)
                .isInstanceOfSatisfying(
                        SettingsFaults.class,
                        faults -> assertThat(faults.faults())
                                .containsExactly(
                                        "ATELIER_WHOLE takes a whole number from 0 to 9",
                                        "ATELIER_FLAG takes on or off",
                                        "ATELIER_WAIT takes a duration 0s to 1h, such as 30s or 24h",
                                        "ATELIER_BYTES takes a size from 0 to 4096 bytes, such as 50MB",
                                        "ATELIER_PROT is not a setting; docs/reference/settings.md lists them"));
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "30s,30000", "15m,900000", "1h,3600000"})
    void readsDurations(String text, long millis) {
        var settings = new SettingsReader(Map.of("ATELIER_WAIT", text));

        var wait = settings.duration("ATELIER_WAIT", Duration.ZERO, Duration.ZERO, Duration.ofHours(1), "");

        assertThat(wait).isEqualTo(Duration.ofMillis(millis));
        settings.check();
    }

    @Test
    void neverShowsASecret() {
        var settings = new SettingsReader(Map.of("ATELIER_SECRET", "canary"));

        var secret = settings.secret("ATELIER_SECRET", "").orElseThrow();

        assertThat(secret).asString().isEqualTo("***");
        assertThat(secret.reveal()).isEqualTo("canary");
    }

    @Test
    void remembersWhatWasAskedForInThatOrder() {
        var settings = new SettingsReader(Map.of());
        settings.whole("ATELIER_B", 7, 0, 9, "Second letter.");
        settings.flag("ATELIER_A", false, "First letter.");

        assertThat(settings.known())
                .containsExactly(
                        new Setting("ATELIER_B", "whole number 0 to 9", "7", "Second letter."),
                        new Setting("ATELIER_A", "on or off", "off", "First letter."));
    }
}
