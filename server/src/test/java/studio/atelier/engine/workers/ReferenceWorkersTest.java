package studio.atelier.engine.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.engine.workers.Fleet.Member;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The workers that stand in the repository, each as its own process against a real server.
@Tag("server")
class ReferenceWorkersTest {

    private static final Path WORKERS =
            Path.of("..", "workers").toAbsolutePath().normalize();
    private static final String PYTHON = "python3";

    private static Fleet fleet;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(Map.of(), "python", "java", "comfy", "broken");
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static void requirePython() {
        boolean there;
        try {
            there = new ProcessBuilder(PYTHON, "--version").start().waitFor() == 0;
        } catch (IOException _) {
            there = false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        assumeTrue(there, "python3 is not installed here: the Python worker was NOT run");
    }

    /// Runs it until it has done its one job, and returns what it said.
    private String run(Member member, String... command) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("ATELIER_URL", fleet.server().url());
        builder.environment().put("ATELIER_WORKER_CREDENTIAL", member.credential());
        builder.environment().put("ATELIER_WORKER_JOBS", "1");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("it stops by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(said);
        assertThat(process.exitValue()).as(text).isZero();
        assertThat(text).doesNotContain(member.credential());
        return text;
    }

    private String runPython(Member member, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                PYTHON, "-B", WORKERS.resolve("python/atelier_worker.py").toString(), "--jobs", "1"));
        command.addAll(List.of(options));
        return run(member, command.toArray(String[]::new));
    }

    @Test
    void pythonPaintsAndIsPaid() throws Exception {
        requirePython();
        String id = fleet.asks("python");
        Member member = fleet.member("python worker", "\"python\"");

        String said = runPython(member, "--device", "RTX 6000 Ada", "--vram", "51539607552");

        JsonNode row = fleet.awaitEnd(id);
        assertThat(row.path("status").asString()).as(said).isEqualTo("completed");
        assertThat(row.at("/result/outputs/0/width").asInt()).isEqualTo(512);
        assertThat(fleet.charged(id)).isEqualTo(10_000);
        assertThat(fleet.shown(member).path("device").asString()).isEqualTo("RTX 6000 Ada");
        assertThat(fleet.shown(member).path("state").asString()).isEqualTo("stopped");
    }

    @Test
    void javaPaintsAndIsPaid() throws Exception {
        String id = fleet.asks("java");
        Member member = fleet.member("java worker", "\"java\"");

        String said = run(
                member,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                WORKERS.resolve("java/AtelierWorker.java").toString());

        assertThat(fleet.awaitEnd(id).path("status").asString()).as(said).isEqualTo("completed");
        assertThat(fleet.charged(id)).isEqualTo(10_000);
        assertThat(fleet.shown(member).path("state").asString()).isEqualTo("stopped");
    }

    @Test
    void pythonHandsJobsToComfyUi() throws Exception {
        requirePython();
        try (var comfy = new Comfy()) {
            String id = fleet.asks("comfy");
            workflow("comfy", "{\"1\":{\"class_type\":\"Text\",\"inputs\":{\"text\":\"{{prompt}}\",\"n\":\"{{n}}\"}}}");

            String said = runPython(
                    fleet.member("comfy worker", "\"comfy\""), "--comfyui", comfy.url(), "--workflows", "flows");

            JsonNode row = fleet.awaitEnd(id);
            assertThat(row.path("status").asString()).as(said).isEqualTo("completed");
            assertThat(row.at("/result/outputs/0/width").asInt()).isEqualTo(32);
            JsonNode asked = JsonMapper.shared().readTree(comfy.prompts.element());
            assertThat(asked.at("/prompt/1/inputs/text").asString()).isEqualTo("a red fox");
            assertThat(asked.at("/prompt/1/inputs/n").asInt()).isEqualTo(1);
        }
    }

    @Test
    void pythonSaysWhatItsComfyUiCannotDo() throws Exception {
        requirePython();
        try (var comfy = new Comfy()) {
            String id = fleet.asks("broken");

            runPython(fleet.member("broken worker", "\"broken\""), "--comfyui", comfy.url(), "--workflows", "flows");

            JsonNode row = fleet.awaitEnd(id);
            assertThat(row.path("status").asString()).isEqualTo("failed");
            assertThat(row.at("/error/provider_message").asString()).contains("no workflow broken.json");
            assertThat(fleet.charged(id)).isZero();
            assertThat(comfy.prompts).isEmpty();
        }
    }

    /// A lease outlives a server that is away for a while; what the server says no to does not.
    @Test
    void pythonKeepsAJobWhileTheServerIsAway() throws Exception {
        requirePython();

        assertThat(askedOfPython("""
                job = worker.Job(Down(503), {"job_id": "1", "lease_token": "1"}, 0)
                job._beat()
                print(job.lost.is_set())
                """)).endsWith("False\n");
        assertThat(askedOfPython("""
                job = worker.Job(Down(409), {"job_id": "1", "lease_token": "1"}, 0)
                job._beat()
                print(job.lost.is_set())
                """)).endsWith("True\n");
        assertThat(askedOfPython("""
                job = worker.Job(Down(None), {"job_id": "1", "lease_token": "1"}, 0)
                worker.Worker(job.server, None, None)._fail(job, "broken", True)
                print("goes on")
                """)).endsWith("goes on\n");
    }

    /// Lets the Python worker meet a server that answers one status, or, for `None`, not at all.
    private String askedOfPython(String script) throws IOException, InterruptedException {
        String down = """
                import sys
                sys.path.insert(0, sys.argv[1])
                import atelier_worker as worker

                class Down:
                    def __init__(self, status):
                        self.status = status

                    def call(self, *_, **__):
                        if "job" in globals():
                            job._done.set()
                        raise worker.Refused(self.status, "", "") if self.status else OSError("no connection")

                """;
        Process process = new ProcessBuilder(
                        PYTHON,
                        "-B",
                        "-c",
                        down + script,
                        WORKERS.resolve("python").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private void workflow(String kind, String json) throws IOException {
        Files.createDirectories(folder.resolve("flows"));
        Files.writeString(folder.resolve("flows").resolve(kind + ".json"), json);
    }

    /// As much of ComfyUI as one picture needs.
    private static final class Comfy implements AutoCloseable {

        private static final String OUTPUT = """
                {"p1":{"status":{"status_str":"success","completed":true},
                       "outputs":{"9":{"images":[{"filename":"a.png","subfolder":"","type":"output"},
                                                 {"filename":"t.png","subfolder":"","type":"temp"}]}}}}
                """;

        private final Queue<String> prompts = new ConcurrentLinkedQueue<>();
        private final HttpServer server;

        Comfy() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/prompt", exchange -> {
                prompts.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                answer(
                        exchange,
                        "{\"prompt_id\":\"p1\",\"number\":1,\"node_errors\":{}}".getBytes(StandardCharsets.UTF_8));
            });
            server.createContext("/history/p1", exchange -> answer(exchange, OUTPUT.getBytes(StandardCharsets.UTF_8)));
            server.createContext("/view", exchange -> answer(exchange, Fleet.picture()));
            server.start();
        }

        private static void answer(HttpExchange exchange, byte[] body) throws IOException {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
