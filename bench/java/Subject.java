import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A program under measurement that answers HTTP on a port.
///
/// @param process the running program
/// @param port    on loopback
/// @param ready   from the start of the process to the first answer
/// @param output  what it printed
record Subject(Process process, int port, Duration ready, Path output) implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int PAUSE_MILLIS = 5;

    static Subject start(String jar, List<String> arguments, String flags, Map<String, String> environment)
            throws IOException, InterruptedException {
        return start(jar, arguments, flags, environment, freePort());
    }

    static Subject start(String jar, List<String> arguments, String flags, Map<String, String> environment, int port)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("bench", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags.split(" ", -1)));
        command.addAll(List.of("-jar", jar));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ATELIER_"));
        builder.environment().put("ATELIER_PORT", "" + port);
        builder.environment().put("SERVER_PORT", "" + port);
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        Process process = builder.start();
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() - begun > START_LIMIT.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException("it did not start:\n" + Files.readString(output));
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return new Subject(process, port, Duration.ofNanos(System.nanoTime() - begun), output);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /// The JVM and all its children.
    List<Long> processes() {
        List<Long> ids = new ArrayList<>(List.of(process.pid()));
        process.descendants().forEach(child -> ids.add(child.pid()));
        return ids;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        Files.deleteIfExists(output);
    }

    /// A folder that the unprivileged user of a root server can pass.
    static Path folder() throws IOException {
        Path folder = Files.createTempDirectory("atelier-bench");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return folder;
    }

    static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
