package studio.atelier.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.settings.SettingsReader;

class LimitSettingsTest {

    @Test
    void holdsPeopleToWhatIsUsual() {
        LimitSettings settings = LimitSettings.read(new SettingsReader(Map.of()));

        assertThat(settings.on()).isTrue();
        assertThat(settings.requestsPerMinute()).as("B171").isEqualTo(100);
        assertThat(settings.addressPerMinute()).isGreaterThan(settings.requestsPerMinute());
        assertThat(settings.keyPerMinute()).as("programs, A62").isGreaterThan(750);
        assertThat(settings.redis()).isEmpty();
    }

    @Test
    void theAddressOfRedisIsNotPrinted() {
        LimitSettings settings =
                LimitSettings.read(new SettingsReader(Map.of("ATELIER_REDIS_URL", "rediss://u:hidden@cache:6380/2")));

        assertThat(settings.redis().orElseThrow().reveal()).isEqualTo("rediss://u:hidden@cache:6380/2");
        assertThat(settings.toString()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hidden", "http://hidden:6379", "redis://", "redis:hidden", "redis://u:hid den@cache", "://"})
    void aFaultyAddressIsRefusedWithoutRepeatingIt(String url) {
        SettingsReader settings = new SettingsReader(Map.of("ATELIER_REDIS_URL", url));

        LimitSettings read = LimitSettings.read(settings);

        assertThat(read.redis()).isEmpty();
        assertThatThrownBy(settings::check)
                .hasMessageContaining("ATELIER_REDIS_URL takes redis://")
                .hasMessageNotContaining("hid");
    }
}
