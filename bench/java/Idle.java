import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// bench/idle: the proportional set size of the server and its database at rest.
final class Idle {

    private static final long LIMIT_MEGABYTES = 600;
    private static final int WARM_REQUESTS = 50;

    public static void main(String[] arguments) throws Exception {
        String server = arguments[0];
        int seconds = Integer.parseInt(arguments[1]);
        Path data = Subject.folder();
        long sum;
        try (Subject subject =
                Subject.start(server, List.of("run"), arguments[2], Map.of("ATELIER_DATA", data.toString()))) {
            warm(subject);
            Thread.sleep(seconds * 1000L);
            long jvm = pss(List.of(subject.process().pid()));
            sum = pss(subject.processes());
            System.out.printf("JVM %d MB, PostgreSQL %d MB, together %d MB (limit %d)%n",
                    jvm >> 10, (sum - jvm) >> 10, sum >> 10, LIMIT_MEGABYTES);
        }
        Subject.delete(data);
        System.exit(sum >> 10 <= LIMIT_MEGABYTES ? 0 : 1);
    }

    private static void warm(Subject subject) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < WARM_REQUESTS; i++) {
                for (String path : List.of("/", "/api/session", "/readyz", "/api/models")) {
                    client.send(
                            HttpRequest.newBuilder(URI.create(subject.url() + path)).build(),
                            HttpResponse.BodyHandlers.discarding());
                }
            }
        }
    }

    /// @return kilobytes
    private static long pss(List<Long> processes) throws IOException {
        long sum = 0;
        for (long process : processes) {
            Path file = Path.of("/proc/" + process + "/smaps_rollup");
            if (Files.exists(file)) {
                sum += Files.readString(file).lines()
                        .filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum();
            }
        }
        return sum;
    }
}
