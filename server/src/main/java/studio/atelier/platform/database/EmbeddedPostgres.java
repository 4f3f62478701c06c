package studio.atelier.platform.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;

/// A real PostgreSQL server in a folder, as a child process. It keeps running while this object is open:
/// when it dies it is started again, and when this server dies, however it dies, it stops by itself.
///
/// Start and stop belong to one thread; [#address()] and [#pid()] may be asked by any.
final class EmbeddedPostgres implements AutoCloseable {

    static final String SUPERUSER = "atelier";
    static final String DATABASE = "atelier";
    private static final Duration INITIALIZE_LIMIT = Duration.ofMinutes(2);
    private static final int CONNECTIONS_MAX = 120;

    /// What a crash of machine or process must not undo. Asked of the running server by [DurableSettings].
    static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    /// @param home       folder of programs and cluster
    /// @param password   of the superuser; set when the cluster is made
    /// @param port       on loopback; 0 takes a free one
    /// @param startLimit recovery included
    /// @param parameters of the server, beside the ones every cluster gets
    /// @param trusted    whether loopback needs no password; for tests only
    record Options(
            PostgresHome home,
            Secret password,
            int port,
            Duration startLimit,
            Map<String, String> parameters,
            boolean trusted) {

        static Options durable(PostgresHome home, Secret password, DatabaseSettings settings) {
            Map<String, String> parameters = new LinkedHashMap<>(DURABLE);
            parameters.put("max_slot_wal_keep_size", settings.slotWalMegabytes() + "MB");
            return new Options(home, password, settings.port(), settings.startLimit(), parameters, false);
        }
    }

    private final PostgresSupervisor supervisor;
    private final DatabaseAddress address;

    private final String parts;

    private EmbeddedPostgres(PostgresSupervisor supervisor, DatabaseAddress address, String parts) {
        this.supervisor = supervisor;
        this.address = address;
        this.parts = parts;
    }

    /// Unpacks and initialises what is not there yet, starts, and returns when connections are accepted.
    ///
    /// @throws StartRefused with a sentence when that is not possible
    static EmbeddedPostgres start(Options options) {
        long begun = System.nanoTime();
        ProcessUser user = ProcessUser.current();
        PostgresBinaries binaries = PostgresBinaries.unpackInto(options.home().folder());
        long unpacked = System.nanoTime();
        Path cluster = options.home().cluster();
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialize(binaries, user, options);
        }
        refuseOtherVersion(cluster);
        long initialized = System.nanoTime();
        int port = options.port() == 0 ? freePort() : options.port();
        var supervisor =
                new PostgresSupervisor(cluster, user.command(false), command(binaries, user, options, cluster, port));
        supervisor.start(options.startLimit());
        var address = new DatabaseAddress(
                "127.0.0.1:" + port,
                DATABASE,
                SUPERUSER,
                Optional.of(options.password()),
                Map.of("sslmode", "disable"));
        String parts = "unpack %d ms, initialize %d ms, start %d ms"
                .formatted(
                        millis(begun, unpacked), millis(unpacked, initialized), millis(initialized, System.nanoTime()));
        return new EmbeddedPostgres(supervisor, address, parts);
    }

    /// As the superuser.
    DatabaseAddress address() {
        return address;
    }

    /// How long each part of the start took, for the log.
    String parts() {
        return parts;
    }

    private static long millis(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }

    /// Of the process that runs now; another one after a restart.
    long pid() {
        return supervisor.pid();
    }

    /// Stops in order: transactions are rolled back, what is committed is on disk.
    @Override
    public void close() {
        supervisor.stop();
    }

    private static List<String> command(
            PostgresBinaries binaries, ProcessUser user, Options options, Path cluster, int port) {
        List<String> command = user.command(true);
        command.addAll(List.of(binaries.program("postgres").toString(), "-D", cluster.toString(), "-p", "" + port));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("listen_addresses", "127.0.0.1");
        parameters.put("unix_socket_directories", "");
        parameters.put("max_connections", "" + CONNECTIONS_MAX);
        parameters.put("wal_level", "logical");
        parameters.put("timezone", "UTC");
        parameters.put("log_timezone", "UTC");
        // A refused statement is told to its caller and logged there; this log is for what befalls the server. It must
        // not hold statements, which may hold what people typed.
        parameters.put("log_min_messages", "log");
        parameters.put("log_min_error_statement", "panic");
        parameters.put("log_line_prefix", "");
        parameters.putAll(options.parameters());
        parameters.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    // The cluster is made under another name and renamed when it is whole, so a start that was cut off begins anew.
    private static void initialize(PostgresBinaries binaries, ProcessUser user, Options options) {
        Path draft = options.home().folder().resolve("cluster.new");
        try {
            PostgresBinaries.deleteTree(draft);
            Files.createDirectory(draft);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
            user.own(draft);
            runInitdb(binaries, user, options, draft);
            createDatabase(binaries, user, draft);
            Files.move(draft, options.home().cluster(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new StartRefused(
                    "The database cannot be made in " + options.home().folder() + ": " + failure.getMessage() + ".",
                    failure);
        }
    }

    private static void runInitdb(PostgresBinaries binaries, ProcessUser user, Options options, Path draft)
            throws IOException {
        // An argument would be visible to every user of the machine, so the password goes through a file.
        Path password = options.home().folder().resolve("password.new");
        DataFolder.writePrivate(password, options.password().reveal().getBytes(StandardCharsets.UTF_8));
        user.own(password);
        List<String> command = user.command(false);
        command.addAll(List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + draft,
                "--username=" + SUPERUSER,
                "--pwfile=" + password,
                "--auth=" + (options.trusted() ? "trust" : "scram-sha-256"),
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C"));
        if (options.trusted()) {
            command.add("--no-sync");
        }
        Process process = PostgresSupervisor.process(command).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(INITIALIZE_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new StartRefused("The database cannot be made in " + draft + ": " + lastLine(output));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartRefused("The start was interrupted while the database was being made.", interrupted);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(password);
        }
    }

    // In single-user mode, before the cluster gets its name: there is no moment in which it has no database of ours.
    private static void createDatabase(PostgresBinaries binaries, ProcessUser user, Path draft) throws IOException {
        List<String> command = user.command(false);
        command.addAll(List.of(
                binaries.program("postgres").toString(), "--single", "-F", "-D", draft.toString(), "template1"));
        Process process = PostgresSupervisor.process(command).start();
        try (var input = process.getOutputStream()) {
            input.write(("create database " + DATABASE + "\n").getBytes(StandardCharsets.UTF_8));
        }
        process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    }

    private static void refuseOtherVersion(Path cluster) {
        String major = PostgresBinaries.VERSION.split("\\.", 2)[0];
        try {
            String found = Files.readString(cluster.resolve("PG_VERSION")).trim();
            if (!found.equals(major)) {
                throw new StartRefused("The database in " + cluster + " was made by PostgreSQL " + found
                        + "; this server brings " + major + ". docs/operations/running.md says how to move it.");
            }
        } catch (IOException failure) {
            throw new StartRefused("The database in " + cluster + " cannot be read.", failure);
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new StartRefused("No loopback port is free for the database.", failure);
        }
    }

    private static String lastLine(String output) {
        return output.strip().lines().reduce((_, line) -> line).orElse("initdb said nothing");
    }
}
