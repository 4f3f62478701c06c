import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/// A GPU worker for Atelier in one file, with nothing but the JDK (25 or newer):
///
///     export ATELIER_URL=https://studio.example
///     export ATELIER_WORKER_CREDENTIAL=atlw_...
///     java AtelierWorker.java
///
/// It paints a plain test picture for each job; put your own work into [#paint]. `ATELIER_WORKER_JOBS` stops it after
/// so many jobs.
public final class AtelierWorker {

    private static final int TRIES_MAX = 6;
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI base;
    private final String credential;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private AtelierWorker(String url, String credential) {
        this.base = URI.create(url.replaceAll("/+$", "") + "/api/worker/v1/");
        this.credential = credential;
    }

    /// What the server says no to. Unless that is `passing`, trying the same again does not help.
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean passing;

        Refused(int status, String body) {
            super(status + " " + body);
            this.passing = status >= 500 || status == 429;
        }
    }

    /// A job in hand. `lost` turns true when the work is for nothing.
    private record Job(String id, String token, String kind, String prompt, AtomicBoolean lost) {}

    public static void main(String[] arguments) throws Exception {
        String url = System.getenv("ATELIER_URL");
        String credential = System.getenv("ATELIER_WORKER_CREDENTIAL");
        if (url == null || credential == null) {
            System.err.println("Set ATELIER_URL and ATELIER_WORKER_CREDENTIAL.");
            System.exit(2);
        }
        var worker = new AtelierWorker(url, credential);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> worker.stopping.set(true)));
        worker.run(Integer.parseInt(Optional.ofNullable(System.getenv("ATELIER_WORKER_JOBS")).orElse("0")));
    }

    private void run(int jobsMax) throws Exception {
        String terms = post("register", "{\"version\":\"AtelierWorker.java 1.0\"}");
        long every = number(terms, "heartbeat_seconds");
        System.out.println(text(terms, "name") + " serves");
        for (int done = 0; !stopping.get() && (jobsMax == 0 || done < jobsMax); ) {
            String work = post("lease", "{\"wait_seconds\":" + number(terms, "wait_seconds_max") + "}");
            if (work.contains("\"job\":{")) {
                work(
                        new Job(
                                text(work, "job_id"),
                                text(work, "lease_token"),
                                text(work, "job_kind"),
                                text(work, "prompt"),
                                new AtomicBoolean()),
                        every);
                done++;
            } else if (text(work, "command").equals("drain")) {
                TimeUnit.SECONDS.sleep(every);
            }
        }
        post("drain", "{}");
    }

    /// Works on a job while a heartbeat keeps the lease.
    private void work(Job job, long every) throws Exception {
        try (var heart = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory())) {
            heart.scheduleAtFixedRate(() -> beat(job), every, every, TimeUnit.SECONDS);
            try {
                deliver(job, paint(job));
                System.out.println(job.id() + " " + job.kind() + " completed");
            } catch (Refused refused) {
                System.err.println(job.id() + " refused: " + refused.getMessage());
                if (!refused.getMessage().contains("workers.lease_lost")) {
                    fail(job, refused);
                }
            } catch (Exception broken) {
                fail(job, broken);
            } finally {
                heart.shutdownNow();
            }
        }
    }

    private void beat(Job job) {
        try {
            String answer = post("jobs/" + job.id() + "/heartbeat", "{\"lease_token\":\"" + job.token() + "\"}");
            if (text(answer, "command").equals("cancel")) {
                job.lost().set(true);
            }
        } catch (Exception broken) {
            // A lease outlives a server that is away for a while.
            if (broken instanceof Refused refused && !refused.passing) {
                job.lost().set(true);
            } else {
                System.err.println("heartbeat of " + job.id() + " failed: " + broken);
            }
        }
    }

    /// The work itself. Look at `job.lost()` between steps, and stop when it is true.
    private static byte[] paint(Job job) throws IOException {
        var picture = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        var canvas = picture.createGraphics();
        canvas.setColor(new Color(job.prompt().hashCode() & 0xffffff));
        canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        canvas.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    private void deliver(Job job, byte[] picture) throws Exception {
        if (job.lost().get()) {
            return;
        }
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(picture));
        String kept = send(HttpRequest.newBuilder(
                        base.resolve("outputs/" + job.id() + "/0?lease_token=" + job.token()))
                .header("Content-Type", "image/png")
                .header("X-Content-SHA256", hash)
                .PUT(BodyPublishers.ofByteArray(picture)));
        post(
                "jobs/" + job.id() + "/complete",
                "{\"lease_token\":\"" + job.token() + "\",\"outputs\":[{\"path\":\"" + text(kept, "path") + "\"}]}");
    }

    private void fail(Job job, Exception failure) throws Exception {
        System.err.println(job.id() + " failed: " + failure);
        String said = String.valueOf(failure).replaceAll("[^A-Za-z0-9 .,:_/-]", " ");
        String error = said.substring(0, Math.min(2_000, said.length()));
        try {
            post(
                    "jobs/" + job.id() + "/fail",
                    "{\"lease_token\":\"" + job.token() + "\",\"error\":\"" + error + "\"}");
        } catch (IOException broken) {
            // The lease runs out, and the server takes the job back by itself.
            System.err.println(job.id() + ": " + broken.getMessage());
        }
    }

    private String post(String path, String json) throws Exception {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /// Network errors, 429 and 5xx are tried again with growing pauses; every call may be said twice.
    private String send(HttpRequest.Builder request) throws Exception {
        HttpRequest call = request.header("Authorization", "Bearer " + credential)
                .timeout(Duration.ofSeconds(60))
                .build();
        for (int attempt = 1; ; attempt++) {
            IOException failure;
            try {
                HttpResponse<String> answer = http.send(call, BodyHandlers.ofString(StandardCharsets.UTF_8));
                if (answer.statusCode() < 300) {
                    return answer.body();
                }
                failure = new Refused(answer.statusCode(), answer.body());
            } catch (IOException broken) {
                failure = broken;
            }
            if (attempt == TRIES_MAX || (failure instanceof Refused refused && !refused.passing)) {
                throw failure;
            }
            long pause = Math.min(PAUSE_MAX.toMillis(), 500L << attempt);
            Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
        }
    }

    /// Enough of JSON for the few fields that are read here.
    private static String text(String json, String name) {
        Matcher match = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
        return match.find() ? match.group(1) : "";
    }

    private static long number(String json, String name) {
        Matcher match = Pattern.compile("\"" + name + "\":([0-9]+)").matcher(json);
        if (!match.find()) {
            throw new IllegalStateException("the server did not say " + name);
        }
        return Long.parseLong(match.group(1));
    }
}
