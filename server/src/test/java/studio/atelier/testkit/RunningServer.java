package studio.atelier.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import studio.atelier.Server;
import studio.atelier.platform.database.TestCluster;

/// The whole server in this process, on a free port, with a cloned database and a data folder of its own.
/// See [WithServer]; for tests that kill the server there is [ServerProcess].
public final class RunningServer implements AutoCloseable {

    /// The same for all, because the servers of a test run share the roles of one cluster.
    static final String MASTER_KEY = "5d1f0c7a3b9e4826f1a07c53d98b6e2410fa7c8d3e5b92614708acd3f9e1b265";

    private final Server server;
    private final TestDatabase database;
    private final Path data;
    private final HttpProbe http;

    private RunningServer(Server server, TestDatabase database, Path data) {
        this.server = server;
        this.database = database;
        this.data = data;
        this.http = new HttpProbe(server.url());
    }

    /// @param settings `ATELIER_*`, over those that every test server gets
    public static RunningServer start(Map<String, String> settings) {
        return start(settings, Map.of());
    }

    /// @param files contents by path within the data folder, there before the server starts
    public static RunningServer start(Map<String, String> settings, Map<String, String> files) {
        TestDatabase database = TestDatabase.create();
        Path data = TestCluster.folder("data");
        files.forEach((path, content) -> write(data.resolve(path), content));
        Server server = new Server(settings(database, data, settings));
        server.start();
        return new RunningServer(server, database, data);
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Map<String, String> settings(TestDatabase database, Path data, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ATELIER_PORT", "0");
        all.put("ATELIER_DATA", data.toString());
        all.put("ATELIER_DATABASE_URL", database.owner().libpqUri());
        all.put("ATELIER_DATABASE_POOL", "6");
        all.put("ATELIER_MASTER_KEY", MASTER_KEY);
        all.putAll(more);
        return all;
    }

    public String url() {
        return server.url();
    }

    public Path data() {
        return data;
    }

    public TestDatabase database() {
        return database;
    }

    /// The wired rooms, to arrange what HTTP cannot.
    public ApplicationContext rooms() {
        return server.context();
    }

    public <T> T room(Class<T> service) {
        return server.context().getBean(service);
    }

    /// @param headers names and values in turn
    public HttpResponse<String> get(String path, String... headers) {
        return http.send("GET", path, null, headers);
    }

    /// @param json request body
    public HttpResponse<String> post(String path, String json, String... headers) {
        return http.send("POST", path, json, headers);
    }

    /// @param json request body; null for none
    public HttpResponse<String> send(
            String method, String path, @org.jspecify.annotations.Nullable String json, String... headers) {
        return http.send(method, path, json, headers);
    }

    @Override
    public void close() {
        server.close();
        database.close();
        TestCluster.deleteFolder(data);
    }
}
