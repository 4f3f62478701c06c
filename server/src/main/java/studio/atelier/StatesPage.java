package studio.atelier;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.Status;

/// The states and phases of a generation as a page. Every state and phase that the code knows stands in it:
/// a new one without words breaks the build or this page.
final class StatesPage {

    /// What a program may rely on.
    ///
    /// @param next  what may follow, by name
    /// @param setBy who writes it, and when
    private record Line(String means, List<String> next, String setBy) {}

    private static final Map<String, Line> PHASES = Map.of(
            "queued",
            new Line(
                    "It waits for its turn; `queue_position` says how many are before it.",
                    List.of("submitting"),
                    "The request that asks for it, and the executor when it puts a run back for another attempt."),
            "submitting",
            new Line(
                    "An executor has it and prepares the call; nothing has left yet.",
                    List.of("waiting", "queued"),
                    "The executor that takes the lease."),
            "waiting",
            new Line(
                    "The request left, or the provider works on the job; `progress` says how far it is, where known.",
                    List.of("storing", "queued"),
                    "The executor before it sends, when it keeps a job's handle, and when it takes up a job again."),
            "storing",
            new Line(
                    "Everything the provider delivered is durable here; what is left is to settle it.",
                    List.of(),
                    "The executor when all outputs have arrived."),
            "reconciling",
            new Line(
                    "The outcome is being asked for at the provider. Nothing writes it yet; programs accept it.",
                    List.of(),
                    "Nobody in this version."));

    private StatesPage() {}

    static String content() {
        return """
                # States of a generation

                `status` says where a generation stands, `phase` what an open one is doing; once it has ended, `phase` is null. A
                status that has ended never changes again: a retry is a new generation with `retry_of`. A generation may end from
                any phase. Every change is committed before it is told on `/api/events`.

                ```
                draft      pending ───► running ───► completed
                            │  ▲         │  │ │
                            │  └─────────┘  │ └────► failed
                            │  next attempt │
                            └───────────────┴──────► cancelled
                ```

                ## Status

                %s
                ## Phase

                %s""".formatted(table(statuses(), StatesPage::line), table(phases(), StatesPage::phase));
    }

    private static Line line(String word) {
        return switch (Status.of(word)) {
            case DRAFT ->
                new Line(
                        "Written by a front end, not asked for yet: never priced, never run.",
                        List.of(),
                        "A program that keeps a generation for later.");
            case PENDING ->
                new Line(
                        "Accepted: its price is held, it waits for its turn.",
                        names(Status.RUNNING, Status.CANCELLED),
                        "The request that asks for it, and the executor before another attempt, which cannot buy twice.");
            case RUNNING ->
                new Line(
                        "An executor has its lease. After a crash another one takes it up where it was.",
                        names(Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.PENDING),
                        "The executor that takes the lease; the request itself when its server has a free place.");
            case COMPLETED ->
                new Line(
                        "Delivered and charged, in one transaction.",
                        List.of(),
                        "The executor after everything is stored.");
            case FAILED ->
                new Line(
                        "Ended without delivery; nothing is charged, what was held is released.",
                        List.of(),
                        "The executor; `error.code` says why.");
            case CANCELLED ->
                new Line(
                        "Stopped by its person. What had been delivered by then is kept and charged.",
                        List.of(),
                        "The request to cancel while nothing was sent, else the executor when it hears of it.");
        };
    }

    private static Line phase(String word) {
        Line line = PHASES.get(word);
        if (line == null) {
            throw new IllegalStateException(
                    "the phase " + word + " has no words in " + StatesPage.class.getSimpleName());
        }
        return line;
    }

    private static List<String> statuses() {
        return names(Status.values());
    }

    private static List<String> names(Status... statuses) {
        return Stream.of(statuses).map(Status::word).toList();
    }

    /// The room keeps its phases to itself, so they are asked for by name.
    private static List<String> phases() {
        try {
            Object[] phases =
                    Class.forName(Generation.class.getPackageName() + ".Phase").getEnumConstants();
            return Arrays.stream(phases)
                    .map(phase -> phase.toString().toLowerCase(Locale.ROOT))
                    .toList();
        } catch (ClassNotFoundException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String table(List<String> words, Function<String, Line> lines) {
        return """
                | Name | What it means | What may follow | Who writes it |
                |---|---|---|---|
                """ + words.stream().map(word -> row(word, lines.apply(word))).collect(Collectors.joining());
    }

    private static String row(String word, Line line) {
        String next = line.next().stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s |\n".formatted(word, line.means(), next, line.setBy());
    }
}
