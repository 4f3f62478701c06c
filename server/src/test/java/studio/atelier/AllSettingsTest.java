package studio.atelier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import studio.atelier.platform.settings.Setting;
import studio.atelier.platform.settings.SettingsFaults;
import studio.atelier.platform.settings.SettingsReader;

class AllSettingsTest {

    @Test
    void readsTheRecordOfEveryRoom() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(Record.class));
        List<String> declared = scanner.findCandidateComponents("studio.atelier").stream()
                .map(candidate -> String.valueOf(candidate.getBeanClassName()))
                .filter(AllSettingsTest::readsSettings)
                .toList();

        List<String> read = AllSettings.read(Map.of()).rooms().stream()
                .map(settings -> settings.getClass().getName())
                .toList();

        assertThat(read).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void explainsEverySettingInASentence() {
        assertThat(AllSettings.known()).isNotEmpty().allSatisfy(setting -> {
            assertThat(setting.name()).matches("ATELIER_[A-Z][A-Z0-9_]+");
            assertThat(setting.purpose()).as(setting.name()).matches("(?s)[A-Z].{8,}\\.");
        });
    }

    @Test
    void reportsTheFaultsOfAllRoomsTogether() {
        assertThatThrownBy(() -> AllSettings.read(Map.of(
                        "ATELIER_PORT", "-1",
                        "ATELIER_DATABASE_POOL", "1",
                        "ATELIER_DATABASE_URL", "mysql://root:canary@localhost/atelier",
                        "ATELIER_MASTER_KEY", "short")))
                .isInstanceOfSatisfying(
                        SettingsFaults.class,
                        faults -> assertThat(faults.faults()).hasSize(4))
                .hasMessageNotContaining("canary");
    }

    @Test
    void namesNoSettingTwiceWithDifferentWords() {
        List<String> names = AllSettings.known().stream().map(Setting::name).toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    private static boolean readsSettings(String name) {
        try {
            return Stream.of(Class.forName(name).getDeclaredMethods()).anyMatch(AllSettingsTest::readsSettings);
        } catch (ClassNotFoundException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static boolean readsSettings(Method method) {
        return method.getName().equals("read")
                && List.of(method.getParameterTypes()).equals(List.of(SettingsReader.class))
                && Record.class.isAssignableFrom(method.getReturnType())
                && !method.getReturnType().equals(AllSettings.class);
    }
}
