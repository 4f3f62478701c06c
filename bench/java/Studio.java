import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A started server as its people use it, over HTTP. Thread-safe.
///
/// @param url such as `http://127.0.0.1:8080`
record Studio(String url) {

    static final String OWNER = "owner@bench.example";
    static final String PASSWORD = "a bench needs a pass phrase";

    private static final int PAUSE_MILLIS = 20;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// What a server needs to have an owner, and no limit that a bench would run into.
    static Map<String, String> environment(Path data) {
        return Map.of(
                "ATELIER_DATA", data.toString(),
                "ATELIER_LIMITS", "off",
                "ATELIER_OWNER_EMAIL", OWNER,
                "ATELIER_OWNER_PASSWORD", PASSWORD);
    }

    /// @return the address of the database that a server on this folder uses, once it says so
    static String database(Path data) throws IOException, InterruptedException {
        Path file = data.resolve("run.json");
        while (!Files.exists(file)) {
            Thread.sleep(PAUSE_MILLIS);
        }
        return field(Files.readString(file), "database_url");
    }

    /// @return an access token
    String signIn(String email) throws IOException, InterruptedException {
        return field(
                send("POST", "/api/auth/signin", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD), ""),
                "access_token");
    }

    /// @param owner the owner's access token
    /// @return the new person's access token
    String person(String email, String owner) throws IOException, InterruptedException {
        send("POST", "/api/admin/users", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD), owner);
        return signIn(email);
    }

    String send(String method, String path, String json, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /// The first text of that name in an answer.
    static String field(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!value.find()) {
            throw new IllegalStateException("no " + name + " in " + json.replaceAll("[0-9a-f]{32,}", "***"));
        }
        return value.group(1);
    }

    /// @return what the command printed
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }

    /// @return the first column of the only row
    static String query(String database, String sql) throws IOException, InterruptedException {
        return run(List.of("psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", database, "-c", sql)).strip();
    }

    /// @return transactions in a second
    static double pgbench(String database, String statements, int clients, int seconds)
            throws IOException, InterruptedException {
        Path script = Files.createTempFile("bench", ".sql");
        Files.writeString(script, statements);
        String output = run(List.of(
                "pgbench", "-n", "-M", "prepared", "-c", "" + clients, "-j", "" + Math.min(2, clients), "-T", "" + seconds,
                "-f", script.toString(), database));
        Files.delete(script);
        Matcher rate = Pattern.compile("tps = ([0-9.]+)").matcher(output);
        if (!rate.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
