package studio.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("ATELIER_DATA", "/env");

    @Test
    void runsWhenNothingIsSaid() {
        assertThat(parse("")).isEqualTo(new CommandLine.Serve(ENVIRONMENT));
    }

    @Test
    void countsAnOptionMoreThanTheEnvironment() {
        assertThat(parse("run --port 80 --data /here"))
                .isEqualTo(new CommandLine.Serve(Map.of("ATELIER_DATA", "/here", "ATELIER_PORT", "80")));
    }

    @Test
    void takesOptionsBeforeAndAfterTheFile() {
        var expected = new CommandLine.Restore(Map.of("ATELIER_DATA", "/d"), Path.of("f"), Optional.of(Path.of("k")));

        assertThat(parse("restore f --data /d --key k")).isEqualTo(expected);
        assertThat(parse("restore --key k --data /d f")).isEqualTo(expected);
        assertThat(parse("backup f")).isEqualTo(new CommandLine.Backup(ENVIRONMENT, Path.of("f")));
        assertThat(parse("sql f")).isEqualTo(new CommandLine.Sql(ENVIRONMENT, Path.of("f")));
        assertThat(parse("migrate --skip-existing d"))
                .isEqualTo(new CommandLine.Migrate(ENVIRONMENT, Path.of("d"), true));
        assertThat(parse("migrate d")).isEqualTo(new CommandLine.Migrate(ENVIRONMENT, Path.of("d"), false));
        assertThat(parse("key f")).isEqualTo(new CommandLine.Key(ENVIRONMENT, Path.of("f")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "backup a b", "backup --key k f", "restore f --key", "run x", "key --verbose f"})
    void saysHowACommandIsWritten(String line) {
        assertThat(parse(line))
                .isInstanceOfSatisfying(
                        CommandLine.Unknown.class,
                        unknown ->
                                assertThat(unknown.sentence()).contains("It is: ./atelier " + line.split(" ", 2)[0]));
    }

    @Test
    void listsTheCommandsWhenThereIsNoSuchOne() {
        assertThat(parse("dance"))
                .isInstanceOfSatisfying(
                        CommandLine.Unknown.class,
                        unknown -> assertThat(unknown.sentence()).contains("restore"));
    }

    private static CommandLine parse(String line) {
        return CommandLine.parse(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)), ENVIRONMENT);
    }
}
