package studio.atelier.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import studio.atelier.Atelier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The server as a process of its own, for tests that kill it. Works on a data folder, so that a second one
/// goes on where the first was killed; with `ATELIER_DATABASE_URL` in the settings it shares the fast
/// database of the tests, without it has its own durable one in the folder.
///
/// ```java
/// Path data = TestCluster.folder("crash");
/// try (var server = ServerProcess.start(data, Map.of())) {
///     ...
///     server.kill();
/// }
/// try (var again = ServerProcess.start(data, Map.of())) { ... }
/// TestCluster.deleteFolder(data);
/// ```
public final class ServerProcess implements AutoCloseable {

    private static final int START_SECONDS_MAX = 90;
    private static final int STOP_SECONDS_MAX = 20;
    private static final String READY = "Atelier is ready: ";

    private final Process process;
    private final Path data;
    private final StringBuffer output;
    private final HttpProbe http;

    private ServerProcess(Process process, Path data, StringBuffer output, HttpProbe http) {
        this.process = process;
        this.data = data;
        this.output = output;
        this.http = http;
    }

    /// @param settings `ATELIER_*`; the port is a free one unless they say otherwise
    /// @throws IllegalStateException with all that the process said, when it does not become ready
    public static ServerProcess start(Path data, Map<String, String> settings) {
        Process process = launch(data, settings);
        StringBuffer output = new StringBuffer();
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(process, output, ready));
        try {
            String url = ready.get(START_SECONDS_MAX, TimeUnit.SECONDS);
            return new ServerProcess(process, data, output, new HttpProbe(url));
        } catch (ExecutionException | TimeoutException failure) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not start:\n" + output, failure);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /// Runs a server that is expected to refuse its start.
    public static Refusal refused(Path data, Map<String, String> settings) {
        Process process = launch(data, settings);
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            String output = lines.readAllAsString();
            return new Refusal(process.waitFor(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    /// How a start that was refused ended.
    public record Refusal(int exitCode, String output) {}

    public HttpProbe http() {
        return http;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// What it printed so far.
    public String output() {
        return output.toString();
    }

    public JsonNode runFile() {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(data.resolve("run.json")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// `kill -9`.
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /// SIGTERM.
    ///
    /// @return the exit code
    public int stop() {
        process.destroy();
        return await();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private int await() {
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "the server did not stop within " + STOP_SECONDS_MAX + " s:\n" + output);
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Process launch(Path data, Map<String, String> settings) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
            // A test run that is killed must not leave servers behind.
            command.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program());
        command.addAll(List.of("run", "--data", data.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ATELIER_"));
        builder.environment().put("ATELIER_PORT", "0");
        builder.environment().put("ATELIER_MASTER_KEY", RunningServer.MASTER_KEY);
        builder.environment().putAll(settings);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The server as it is built and trained, which starts faster; without a build the classes of
    /// these tests.
    private static List<String> program() {
        String built = System.getProperty("atelier.test.server", "");
        return built.isEmpty()
                ? List.of(
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Atelier.class.getName())
                : List.of(built.strip().split("\\s+"));
    }

    private static void read(Process process, StringBuffer output, CompletableFuture<String> ready) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith(READY)) {
                    ready.complete(line.substring(READY.length())
                            .split("[/?](?=setup)", 2)[0]
                            .trim());
                }
            }
        } catch (IOException failure) {
            output.append(failure);
        }
        ready.completeExceptionally(new IllegalStateException("the process ended"));
    }
}
