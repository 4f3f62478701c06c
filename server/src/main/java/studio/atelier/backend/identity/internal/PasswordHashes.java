package studio.atelier.backend.identity.internal;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.telemetry.Metrics;

/// Hashes passwords with Argon2id and checks them; bcrypt is read and replaced. Works in as many places as
/// the machine can spare, lets a bounded line wait and refuses the rest, so that sign-ins cannot starve
/// everything else. Thread-safe.
final class PasswordHashes {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;

    private static final int WAITING_MAX = 64;
    private static final Duration WAIT_MAX = Duration.ofSeconds(8);

    private final Argon2PasswordEncoder argon2;
    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();
    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final String nobodys;

    /// @param places how many may work at once, above zero
    PasswordHashes(int places, MeterRegistry registry) {
        this(Cost.OURS, places, registry);
    }

    PasswordHashes(Cost cost, int places, MeterRegistry registry) {
        this.argon2 = new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, cost.memoryKib(), cost.passes());
        this.places = new Semaphore(places, true);
        this.nobodys = encode("nobody has this password");
        Metrics.PASSWORD_HASHES_WAITING.gauge(registry, waiting::get);
    }

    /// What one hash takes of whoever makes it.
    ///
    /// @param passes over the memory
    record Cost(int memoryKib, int passes) {

        /// The first choice of OWASP's cheat sheet for Argon2id with one lane.
        static final Cost OURS = new Cost(19_456, 2);
    }

    static int placesOfThisMachine() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }

    /// @throws ProblemException `identity.busy`
    String hash(String password) {
        return inPlace(() -> encode(password));
    }

    /// Takes as long for an account that does not exist or has no password as for one that has.
    ///
    /// @param hash null where there is none to compare with
    /// @throws ProblemException `identity.busy`
    boolean matches(String password, @Nullable String hash) {
        return inPlace(() -> {
            boolean matches = compare(password, hash == null ? nobodys : hash);
            return matches && hash != null;
        });
    }

    /// Made by another method or with other costs than today's.
    boolean outdated(String hash) {
        return !hash.startsWith("$argon2id$") || argon2.upgradeEncoding(hash);
    }

    private boolean compare(String password, String hash) {
        try {
            return hash.startsWith("$2") ? bcrypt.matches(password, hash) : argon2.matches(password, hash);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private String encode(String password) {
        String hash = argon2.encode(password);
        if (hash == null) {
            throw new IllegalStateException("the encoder made no hash");
        }
        return hash;
    }

    private <T> T inPlace(Supplier<T> work) {
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            throw busy();
        }
        boolean placed;
        try {
            placed = places.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            placed = false;
        } finally {
            waiting.decrementAndGet();
        }
        if (!placed) {
            throw busy();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private static ProblemException busy() {
        return Problem.of(IdentityProblem.BUSY, IdentityProblem.BUSY.action())
                .withRetryAfter(WAIT_MAX)
                .exception();
    }
}
