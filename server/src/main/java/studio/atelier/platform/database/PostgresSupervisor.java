package studio.atelier.platform.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.settings.StartRefused;

/// Keeps one `postgres` process running.
///
/// The process is bound to the thread that started it: the kernel interrupts it when that thread ends
/// (`--pdeathsig`). So one platform thread lives as long as the server, starts the process, reads what it
/// says, and starts it again.
final class PostgresSupervisor {

    private static final Logger log = LoggerFactory.getLogger(PostgresSupervisor.class);

    /// A fast shutdown takes well below a second; the rest of the 15 s of a stop belongs to the others.
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final int LINES_KEPT = 20;
    private static final int FIRST_ATTEMPTS = 5;
    private static final String READY = "database system is ready to accept connections";

    private final Path cluster;
    private final List<String> asItsUser;
    private final List<String> command;
    private final Thread thread;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>(LINES_KEPT);
    private volatile @Nullable Process process;
    private volatile boolean stopping;

    /// @param asItsUser the words before a program that make it run as the database's user
    /// @param command   the whole command of the server
    PostgresSupervisor(Path cluster, List<String> asItsUser, List<String> command) {
        this.cluster = cluster;
        this.asItsUser = List.copyOf(asItsUser);
        this.command = List.copyOf(command);
        this.thread = Thread.ofPlatform().name("postgres").daemon().unstarted(this::keepRunning);
    }

    /// Returns when connections are accepted.
    void start(Duration limit) {
        thread.start();
        try {
            firstReady.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            String reason = failure.getCause() instanceof Exception cause ? String.valueOf(cause.getMessage()) : "";
            throw new StartRefused("The database does not start: " + reason, failure);
        } catch (TimeoutException late) {
            stop();
            throw new StartRefused(
                    "The database did not start within " + limit.toSeconds()
                            + " s. If it is recovering from a crash, raise ATELIER_DATABASE_START_TIMEOUT.",
                    late);
        } catch (InterruptedException interrupted) {
            stop();
            Thread.currentThread().interrupt();
            throw new StartRefused("The start was interrupted while the database was starting.", interrupted);
        }
    }

    long pid() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the database process has not been started");
        }
        return running.pid();
    }

    /// Fast shutdown; after a while the immediate one, which only costs a recovery at the next start.
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        Process running = process;
        if (running == null) {
            return;
        }
        signal("INT", running.pid());
        if (!endsWithin(running, STOP_LIMIT)) {
            log.warn("the database did not stop within {} s and is stopped the hard way", STOP_LIMIT.toSeconds());
            signal("QUIT", running.pid());
            endsWithin(running, STOP_LIMIT);
        }
    }

    /// A process with a small, fixed environment: what the operator's shell has set for other PostgreSQLs
    /// must not count.
    static ProcessBuilder process(List<String> command) {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile());
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("TZ", "UTC");
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private void keepRunning() {
        Duration pause = PAUSE_MIN;
        for (int attempt = 1; !stopping; attempt++) {
            boolean wasReady = runOnce();
            if (stopping) {
                return;
            }
            if (!firstReady.isDone() && attempt >= FIRST_ATTEMPTS) {
                firstReady.completeExceptionally(new IllegalStateException(String.join(" | ", lastLines)));
                return;
            }
            pause = wasReady
                    ? PAUSE_MIN
                    : pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
            log.warn("the database process ended and is started again in {} ms", pause.toMillis());
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /// Starts the process and reads until it and its children are gone.
    ///
    /// @return whether it accepted connections
    private boolean runOnce() {
        boolean ready = false;
        lastLines.clear();
        try {
            new PostmasterFile(cluster).clear(asItsUser);
            Process started = process(command).start();
            process = started;
            if (stopping) {
                signal("INT", started.pid());
            }
            try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    note(line);
                    if (line.endsWith(READY)) {
                        ready = true;
                        firstReady.complete(null);
                    }
                }
            }
            started.waitFor();
        } catch (IOException | IllegalStateException failure) {
            note(String.valueOf(failure.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
        return ready;
    }

    private void note(String line) {
        if (lastLines.size() == LINES_KEPT) {
            lastLines.removeFirst();
        }
        lastLines.addLast(line);
        // FATAL is also what a connection hears that comes too early or stays too long; only these are about the
        // server.
        if (line.startsWith("PANIC") || line.contains("could not")) {
            log.warn("database: {}", line);
        } else {
            log.debug("database: {}", line);
        }
    }

    private void signal(String name, long pid) {
        signal(asItsUser, name, pid);
    }

    /// Java can only send TERM, which waits for every client, and KILL, which loses the order.
    static void signal(List<String> asItsUser, String name, long pid) {
        List<String> words = new ArrayList<>(asItsUser);
        words.addAll(List.of("sh", "-c", "kill -" + name + " " + pid));
        try {
            process(words).start().waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean endsWithin(Process running, Duration limit) {
        try {
            return running.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// The `postmaster.pid` that a killed server leaves behind. Its number may meanwhile belong to anybody.
    record PostmasterFile(Path cluster) {

        private static final Duration STOP_POLL = Duration.ofMillis(20);

        /// Stops the server that still runs on this cluster, if one does, and removes the file.
        ///
        /// @throws IllegalStateException when it does not stop
        void clear(List<String> asItsUser) throws IOException {
            Path file = cluster.resolve("postmaster.pid");
            if (!Files.exists(file)) {
                return;
            }
            long pid = Files.readString(file)
                    .lines()
                    .findFirst()
                    .map(String::trim)
                    .map(Long::parseLong)
                    .orElse(-1L);
            if (pid > 0 && isOurs(pid)) {
                log.warn("a database process of an earlier run is still there and is stopped first");
                signal(asItsUser, "INT", pid);
                long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
                while (isOurs(pid)) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException("the process " + pid + " of an earlier run does not stop");
                    }
                    LockSupport.parkNanos(STOP_POLL.toNanos());
                }
            }
            Files.deleteIfExists(file);
        }

        private boolean isOurs(long pid) {
            try {
                String words = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
                String state = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
                boolean zombie =
                        state.substring(state.lastIndexOf(')') + 1).trim().startsWith("Z");
                return !zombie && List.of(words.split("\0")).contains(cluster.toString());
            } catch (IOException _) {
                return false;
            }
        }
    }
}
