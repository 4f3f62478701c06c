package studio.atelier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import studio.atelier.platform.problem.ProblemCode;
import studio.atelier.platform.settings.Setting;
import studio.atelier.platform.telemetry.Metrics;

/// The tables for operators and programmers that are made from the code, so that they cannot go stale.
final class ReferenceDocs {

    private ReferenceDocs() {}

    /// @return file name to content
    static Map<String, String> all() {
        return Map.of(
                "settings.md", settings(),
                "errors.md", errors(),
                "metrics.md", metrics(),
                "states.md", StatesPage.content());
    }

    static void write(Path folder) {
        try {
            Files.createDirectories(folder);
            for (var file : all().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String settings() {
        StringBuilder page = new StringBuilder("""
                # Settings

                Environment variables of the server. `--port` and `--data` on the command line count more. A value that cannot be
                used and a name that is not in this table stop the start; all faults are listed at once.

                | Name | Takes | Default | What it does |
                |---|---|---|---|
                """);
        for (Setting setting : AllSettings.known()) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            setting.name(),
                            cell(setting.kind()),
                            setting.initial().isEmpty() ? "" : "`" + cell(setting.initial()) + "`",
                            cell(setting.purpose())));
        }
        return page.toString();
    }

    private static String errors() {
        StringBuilder page = new StringBuilder("""
                # Error codes

                Every refusal carries one of these codes. A code is never renamed and never used again for something else.

                | Code | Status | Title | What to do |
                |---|---|---|---|
                """);
        for (ProblemCode code : codes().values()) {
            page.append("| `%s` | %d | %s | %s |\n"
                    .formatted(code.code(), code.status(), cell(code.title()), cell(code.action())));
        }
        return page.toString();
    }

    private static String metrics() {
        StringBuilder page = new StringBuilder("""
                # Metrics

                What `/metrics` shows besides the usual figures of the JVM and the process. Times are in seconds; labels come from
                closed sets and never name a person.

                | Name | Kind | Labels | What it says | What a high value means |
                |---|---|---|---|---|
                """);
        for (Metrics metric : Metrics.values()) {
            List<String> cells = metric.row();
            page.append("| `%s` | %s |\n"
                    .formatted(
                            cells.getFirst(),
                            String.join(
                                    " | ",
                                    cells.subList(1, cells.size()).stream()
                                            .map(ReferenceDocs::cell)
                                            .toList())));
        }
        return page.toString();
    }

    private static Map<String, ProblemCode> codes() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(ProblemCode.class));
        Map<String, ProblemCode> codes = new TreeMap<>();
        for (var candidate : scanner.findCandidateComponents(Atelier.class.getPackageName())) {
            for (ProblemCode code : constants(String.valueOf(candidate.getBeanClassName()))) {
                if (codes.put(code.code(), code) != null) {
                    throw new IllegalStateException("two rooms use the code " + code.code());
                }
            }
        }
        return codes;
    }

    private static List<ProblemCode> constants(String name) {
        try {
            Object[] constants = Class.forName(name).getEnumConstants();
            return constants == null
                    ? List.of()
                    : java.util.Arrays.stream(constants)
                            .map(ProblemCode.class::cast)
                            .toList();
        } catch (ClassNotFoundException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
