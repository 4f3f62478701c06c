import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A provider of the tests, in a process of its own.
record CrashProvider(Process process, String place) implements AutoCloseable {

    static CrashProvider start(String classPath, String name, Path folder) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-cp",
                        classPath,
                        "studio.atelier.testkit.fake." + name,
                        "0",
                        folder.resolve(name + ".jsonl").toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            throw new IOException("the provider did not start: " + line);
        }
        return new CrashProvider(process, "127.0.0.1:" + line.substring("ready ".length()));
    }

    /// How often each prompt was bought.
    Map<String, Integer> bought() throws IOException, InterruptedException {
        Map<String, Integer> bought = new LinkedHashMap<>();
        JsonNode all = control("GET", "purchases");
        all.path("purchases").forEach(each -> bought.merge(each.path("prompt").asString(), 1, Integer::sum));
        return bought;
    }

    /// Ends all jobs under way, and calls back.
    void finish() throws IOException, InterruptedException {
        control("POST", "finish");
    }

    private JsonNode control(String method, String verb) throws IOException, InterruptedException {
        var body = java.net.http.HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "{}" : "");
        return JsonMapper.shared()
                .readTree(new CrashClient("http://" + place).once(method, "/control/" + verb, body, Map.of()).body());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
