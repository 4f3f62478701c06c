package studio.atelier.platform.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks at everything the server needs, at once, and waits for none of it longer than [#WAIT].
/// Thread-safe.
public final class HealthChecks implements AutoCloseable {

    /// Probes of orchestrators give up after 1 to 5 seconds.
    static final Duration WAIT = Duration.ofSeconds(3);

    private final List<HealthCheck> checks;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public HealthChecks(List<HealthCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /// @param name   of the check
    /// @param status `up` or `down`
    public record Finding(String name, String status, String detail) {

        public boolean up() {
            return status.equals("up");
        }
    }

    public List<Finding> look() {
        List<Future<HealthCheck.Health>> running = new ArrayList<>();
        for (HealthCheck check : checks) {
            running.add(threads.submit(check::check));
        }
        long deadline = System.nanoTime() + WAIT.toNanos();
        List<Finding> findings = new ArrayList<>();
        for (int at = 0; at < checks.size(); at++) {
            findings.add(finding(checks.get(at).name(), running.get(at), deadline - System.nanoTime()));
        }
        return findings;
    }

    private static Finding finding(String name, Future<HealthCheck.Health> running, long waitNanos) {
        try {
            HealthCheck.Health health = running.get(Math.max(waitNanos, 0), TimeUnit.NANOSECONDS);
            return new Finding(name, health.up() ? "up" : "down", Redaction.of(health.detail()));
        } catch (TimeoutException _) {
            running.cancel(true);
            return new Finding(name, "down", "No answer within " + WAIT.toSeconds() + " seconds.");
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            return new Finding(
                    name, "down", Redaction.of(cause.getClass().getSimpleName() + ": " + cause.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Finding(name, "down", "The server is stopping.");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
