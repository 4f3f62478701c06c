package studio.atelier.engine.generation;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Writes that must not be lost because the database is away for a moment: what a provider delivered was
/// paid for. Waits with a growing pause, some ten minutes in all, then gives up and leaves the run to the
/// next lease. Thread-safe.
final class Patience {

    private static final int ATTEMPTS = 130;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final Retry retry;

    Patience(Transactions transactions) {
        this.transactions = transactions;
        this.retry = Retry.of(
                "run writes",
                RetryConfig.custom()
                        .maxAttempts(ATTEMPTS)
                        .intervalFunction(
                                IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, 2.0, 0.25, LONGEST_PAUSE))
                        .retryOnException(Patience::passing)
                        .build());
    }

    /// @param work safe to do again after a rollback, and after a commit whose answer was lost: it is
    ///     fenced
    void asSystem(String reason, Consumer<Tx> work) {
        find(reason, tx -> {
            work.accept(tx);
            return tx;
        });
    }

    /// As [#asSystem], with what the work found.
    <T> T find(String reason, Function<Tx, T> work) {
        return of(() -> transactions.asSystem(reason, work));
    }

    /// As [#find], for work that opens its transaction itself.
    <T> T of(Supplier<T> work) {
        return retry.executeSupplier(work);
    }

    private static boolean passing(Throwable failure) {
        return failure instanceof TransientDataAccessException
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof CannotCreateTransactionException;
    }
}
