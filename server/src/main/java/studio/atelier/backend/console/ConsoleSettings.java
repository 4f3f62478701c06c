package studio.atelier.backend.console;

import java.time.Duration;
import studio.atelier.platform.settings.SettingsReader;

/// @param on      whether there is a console at all
/// @param limit   longest all statements of one request may run
/// @param rowsMax most rows shown of one statement
public record ConsoleSettings(boolean on, Duration limit, int rowsMax) {

    public static ConsoleSettings read(SettingsReader settings) {
        return new ConsoleSettings(
                settings.flag(
                        "ATELIER_CONSOLE",
                        false,
                        "Let administrators see tables and policies and run SQL as a role of their choice."),
                settings.duration(
                        "ATELIER_CONSOLE_TIMEOUT",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10),
                        "Longest the SQL of one request of the console may run."),
                (int) settings.whole(
                        "ATELIER_CONSOLE_MAX_ROWS", 500, 1, 10_000, "Most rows the console shows of one statement."));
    }
}
