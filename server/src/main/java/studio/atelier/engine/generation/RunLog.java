package studio.atelier.engine.generation;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.telemetry.Metrics;

/// One line and one measurement for each run that ends: who, with what, how long, for how much. Never a prompt, which
/// is somebody's; it stands in the row. Thread-safe. Source: B177 to B180.
final class RunLog {

    private static final Logger log = LoggerFactory.getLogger("runs");

    private final MeterRegistry meters;

    RunLog(MeterRegistry meters) {
        this.meters = meters;
    }

    /// @param files made and kept
    /// @param code  what went wrong; null where nothing did
    record End(
            Status status,
            Micros charged,
            int files,
            @Nullable String code) {

        static End of(Status status, Micros charged) {
            return new End(status, charged, 0, null);
        }

        static End failed(GenerationProblem problem) {
            return new End(Status.FAILED, Micros.ZERO, 0, problem.code());
        }
    }

    void ended(Lease lease, End end) {
        Duration took = Duration.between(lease.startedAt(), Instant.now());
        String model = lease.provider() + "/" + lease.model();
        String status = end.status().word();
        Metrics.RUNS_ENDED.counter(meters, status).increment();
        Metrics.RUN_TIME.timer(meters, lease.type(), model, status).record(took.isNegative() ? Duration.ZERO : took);
        if (end.files() > 0) {
            Metrics.OUTPUTS.counter(meters, lease.type(), model).increment(end.files());
        }
        LoggingEventBuilder line =
                end.code() == null ? log.atInfo() : log.atWarn().addKeyValue("code", end.code());
        line.addKeyValue("generation_id", lease.generationId())
                .addKeyValue("user_id", lease.userId())
                .addKeyValue("model", model)
                .addKeyValue("generation_type", lease.type())
                .addKeyValue("status", status)
                .addKeyValue("attempts", lease.attempts() + 1)
                .addKeyValue("duration_ms", took.toMillis())
                .addKeyValue("charged_micros", end.charged().value())
                .log("run ended");
    }
}
