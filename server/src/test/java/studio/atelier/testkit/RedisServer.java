package studio.atelier.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real `redis-server` of the PATH, in a process of its own, with a password and without a disk. It can be
/// killed, come back empty at the same place, and be made to hang.
public final class RedisServer implements AutoCloseable {

    public static final String PASSWORD = "not to be seen";

    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final int port;
    private Process process;

    public RedisServer() {
        this(FreePorts.next());
    }

    /// @param port one that is free
    public RedisServer(int port) {
        this.port = port;
        this.process = started();
    }

    public String url() {
        return url(port);
    }

    public static String url(int port) {
        return "redis://:" + PASSWORD.replace(" ", "%20") + "@127.0.0.1:" + port;
    }

    /// `kill -9`.
    public void kill() {
        process.destroyForcibly();
        ended();
    }

    /// Comes back with nothing in it.
    public void restart() {
        process = started();
    }

    /// Takes connections and questions, and answers none until [#wake].
    public void hang() {
        signal("STOP");
    }

    public void wake() {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private Process started() {
        try {
            Process begun = new ProcessBuilder(List.of(
                            program().toString(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--requirepass",
                            PASSWORD))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            long end = System.nanoTime() + START_MAX.toNanos();
            while (!answers()) {
                if (!begun.isAlive() || System.nanoTime() > end) {
                    begun.destroyForcibly();
                    throw new IllegalStateException("redis-server does not start at port " + port);
                }
                Thread.onSpinWait();
            }
            return begun;
        } catch (IOException failure) {
            throw new IllegalStateException("redis-server does not start", failure);
        }
    }

    private static Path program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder).resolve("redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "these tests need redis-server on the PATH: apt install redis-server, or run ./atelier test"));
    }

    private boolean answers() {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) STOP_MAX.toMillis());
            socket.getOutputStream().write("PING\r\n".getBytes(UTF_8));
            return socket.getInputStream().read() == '-';
        } catch (IOException _) {
            return false;
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new IllegalStateException("kill cannot be run", failure);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(failure);
        }
    }

    private void ended() {
        try {
            process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(failure);
        }
    }
}
