package studio.atelier.platform.video.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs one of the programs on one file: the file is its standard input, what it makes comes by its standard
/// output, it inherits nothing of the environment, writes no file, and ends in time. Thread-safe.
final class Confined implements AutoCloseable {

    private static final int ERRORS_BYTES_MAX = 4 << 10;
    private static final int FILES_MAX = 64;

    /// Of each program; its time on the processor is theirs together.
    static final int THREADS = 2;

    private static final int BUFFER_BYTES = 16 << 10;

    /// A process that was killed gives its pipes back at once.
    private static final Duration PIPES_MAX = Duration.ofSeconds(5);

    // A child sets its own limits before it becomes the program; where one is lower already it stays so.
    private static final String SCRIPT = """
            ulimit -c 0
            ulimit -f 0
            ulimit -n %d
            ulimit -t "$1"
            ulimit -v "$2"
            shift 2
            exec nice -n 5 "$@"
            """.formatted(FILES_MAX);

    private final Programs programs;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    Confined(Programs programs) {
        this.programs = programs;
    }

    /// @param time        on the clock, and on the processor
    /// @param memoryBytes address space
    /// @param outputBytes most that is read from it; a process that says more is ended
    record Limits(Duration time, long memoryBytes, int outputBytes) {}

    /// @param exit  the program's; null when it was ended
    /// @param errors the beginning of what it complained of
    @SuppressWarnings("ArrayRecordComponent") // read once
    record Ended(@Nullable Integer exit, byte[] output, boolean timely, String errors) {

        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }

        boolean well() {
            return exit != null && exit == 0;
        }
    }

    /// @param input read by the program as it likes, back and forth
    /// @throws IOException when it cannot be started
    Ended run(List<String> command, Path input, Limits limits) throws IOException, InterruptedException {
        Process process = start(command, input, limits);
        running.add(process);
        try (InputStream out = process.getInputStream();
                InputStream complaints = process.getErrorStream()) {
            var output = new ByteArrayOutputStream();
            var errors = new ByteArrayOutputStream();
            var tooMuch = new AtomicBoolean();
            Thread reads = Thread.ofVirtual().start(() -> {
                if (!read(out, output, limits.outputBytes())) {
                    tooMuch.set(true);
                    process.destroyForcibly();
                }
            });
            Thread hears = Thread.ofVirtual().start(() -> listen(complaints, errors));
            boolean timely = process.waitFor(limits.time().toMillis(), TimeUnit.MILLISECONDS);
            if (!timely) {
                process.destroyForcibly().waitFor();
            }
            boolean whole = reads.join(PIPES_MAX) && hears.join(PIPES_MAX);
            Integer exit = timely && whole && !tooMuch.get() ? process.exitValue() : null;
            return new Ended(exit, whole ? output.toByteArray() : new byte[0], timely, words(errors, whole));
        } finally {
            process.destroyForcibly();
            running.remove(process);
        }
    }

    private Process start(List<String> command, Path input, Limits limits) throws IOException {
        List<String> confined = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                SCRIPT,
                "confined",
                Long.toString(THREADS * limits.time().toSeconds() + 1),
                Long.toString(limits.memoryBytes() >> 10)));
        confined.addAll(command);
        var builder = new ProcessBuilder(confined)
                .directory(programs.folder().toFile())
                .redirectInput(input.toFile());
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        if (programs.bundled()) {
            builder.environment().put("LD_LIBRARY_PATH", programs.folder().toString());
        }
        return builder.start();
    }

    /// @return false when there was more
    private static boolean read(InputStream from, ByteArrayOutputStream into, int max) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                if (into.size() + count > max) {
                    return false;
                }
                into.write(buffer, 0, count);
            }
        } catch (IOException _) {
            // The process was ended while it was being read; what it said is judged by how it ended.
        }
        return true;
    }

    /// Reads to the end, so that the process never waits for us, and keeps the beginning.
    private static void listen(InputStream from, ByteArrayOutputStream into) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                into.write(buffer, 0, Math.clamp(ERRORS_BYTES_MAX - into.size(), 0, count));
            }
        } catch (IOException _) {
            // As above.
        }
    }

    /// Without what the loader says of the empty libraries.
    private static String words(ByteArrayOutputStream errors, boolean whole) {
        return whole
                ? errors.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.contains("no version information available"))
                        .collect(Collectors.joining("; "))
                : "";
    }

    @Override
    public void close() {
        running.forEach(Process::destroyForcibly);
    }
}
