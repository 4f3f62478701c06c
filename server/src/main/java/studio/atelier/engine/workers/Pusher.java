package studio.atelier.engine.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.generation.RemoteDemand;
import studio.atelier.engine.generation.RemoteRuns;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.outbound.OutboundLimits;
import studio.atelier.platform.outbound.Outcome;
import tools.jackson.databind.json.JsonMapper;

/// Tells workers that have an address that there is work. It carries no work: the worker comes and leases,
/// so that a call that gets lost, comes twice or is forged costs a look at the queue and nothing else.
/// Thread-safe. Source: C90.
final class Pusher implements AutoCloseable {

    /// The signature is over timestamp, dot and body, so that an old call cannot be told again.
    static final String TIMESTAMP = "X-Atelier-Timestamp";

    static final String SIGNATURE = "X-Atelier-Signature";

    private static final Logger log = LoggerFactory.getLogger(Pusher.class);
    private static final String HMAC = "HmacSHA256";
    private static final int TOLD_AT_ONCE_MAX = 32;

    private static final OutboundLimits LIMITS =
            new OutboundLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), 65_536, 0);

    private final Transactions transactions;
    private final WorkerStore store;
    private final RemoteRuns runs;
    private final Outbound outbound;
    private final Clock clock;
    private final JsonMapper json;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    Pusher(Workers.Parts parts, Outbound outbound, Clock clock, JsonMapper json) {
        this.transactions = parts.transactions();
        this.store = parts.store();
        this.runs = parts.runs();
        this.outbound = outbound;
        this.clock = clock;
        this.json = json;
    }

    /// There may be work; returns at once. Rings while it looks are one more look.
    void ring() {
        if (asked.compareAndSet(false, true)) {
            callers.execute(this::tellSafely);
        }
    }

    private void tellSafely() {
        try {
            asked.set(false);
            tell();
        } catch (RuntimeException failure) {
            log.warn("workers could not be told of work; they find it when they ask", failure);
        }
    }

    /// Tells as many as there are jobs.
    void tell() {
        Map<String, Long> waiting = runs.demand().stream()
                .filter(demand -> demand.waiting() > 0)
                .collect(Collectors.toMap(RemoteDemand::jobKind, RemoteDemand::waiting));
        if (waiting.isEmpty()) {
            return;
        }
        int count = (int) Math.min(
                TOLD_AT_ONCE_MAX,
                waiting.values().stream().mapToLong(Long::longValue).sum());
        List<WorkerStore.Told> ready =
                transactions.asSystem("workers to be told", tx -> store.takeForTelling(tx, waiting.keySet(), count));
        ready.forEach(worker -> callers.execute(() -> tell(worker, waiting)));
    }

    private void tell(WorkerStore.Told worker, Map<String, Long> waiting) {
        Map<String, Long> its = new LinkedHashMap<>();
        worker.kinds().stream().filter(waiting::containsKey).forEach(kind -> its.put(kind, waiting.get(kind)));
        String body = json.writeValueAsString(Map.of("event", "work", "worker_id", worker.id(), "waiting", its));
        String timestamp = String.valueOf(clock.instant().getEpochSecond());
        OutboundCall call = OutboundCall.postJson(URI.create(worker.url()), body, LIMITS)
                .with(TIMESTAMP, timestamp)
                .with(SIGNATURE, "v1=" + signature(worker.secret(), timestamp + "." + body));
        String error = error(outbound.send(call));
        transactions.asSystem("worker was told", tx -> {
            store.told(tx, worker.id(), error);
            return tx;
        });
    }

    /// @return null when it answered well
    private static @Nullable String error(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answer -> {
                try (answer) {
                    yield answer.ok() ? null : "It answered " + answer.status() + ".";
                }
            }
            case Outcome.NotSent(var _, String detail) -> detail;
            case Outcome.SentNoAnswer(var _, String detail) -> detail;
        };
    }

    /// @param secret SHA-256 of the worker's credential, which the worker computes and the server keeps
    static String signature(byte[] secret, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the JDK lacks " + HMAC, failure);
        }
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
