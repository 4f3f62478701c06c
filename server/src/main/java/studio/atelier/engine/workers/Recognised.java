package studio.atelier.engine.workers;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.MachineDoor;
import studio.atelier.platform.http.OpenDoor;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.problem.ProblemException;

/// Tells workers from people by their credentials, on the few addresses that are for workers. Everywhere
/// else a worker's credential is worth nothing. Thread-safe. Source: C91, C92.
final class Recognised implements MachineDoor, OpenDoor {

    private static final String BEARER = "bearer ";
    private static final String PROTOCOL = "/api/worker/v1/";
    private static final String FUNCTIONS = "/functions/v1/";
    private static final Set<String> FUNCTION_NAMES =
            Set.of(WorkerFunctions.CALLBACK, WorkerFunctions.UPDATE_URL, WorkerFunctions.REGISTER_CHAT);

    private final Transactions transactions;
    private final WorkerStore store;
    private final Limiter limiter;

    Recognised(Transactions transactions, WorkerStore store, Limiter limiter) {
        this.transactions = transactions;
        this.store = store;
        this.limiter = limiter;
    }

    /// Who calls.
    ///
    /// @param authorization the header as it came
    /// @throws ProblemException `workers.credential_required`, `workers.credential_invalid`,
    ///     `workers.not_a_worker`
    Worker worker(@Nullable String authorization, Caller caller) {
        String key = key(authorization);
        if (key == null) {
            boolean somebody = caller.actor().role() != Actor.Role.ANON;
            throw (somebody ? WorkersProblem.NOT_A_WORKER : WorkersProblem.CREDENTIAL_REQUIRED).problem();
        }
        return transactions
                .asSystem("recognise worker", tx -> store.byKey(tx, WorkerKey.hash(key)))
                .orElseThrow(WorkersProblem.CREDENTIAL_INVALID::problem);
    }

    /// Whether a worker calls, or at least somebody who says so.
    static boolean claimed(@Nullable String authorization) {
        return key(authorization) != null;
    }

    private static @Nullable String key(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        String bearer = authorization.substring(BEARER.length()).strip();
        return bearer.startsWith(WorkerKey.START) ? bearer : null;
    }

    @Override
    public boolean admits(String path, String bearer) {
        if (!bearer.startsWith(WorkerKey.START) || !open("", path)) {
            return false;
        }
        Optional<UUID> id = transactions.asSystem("recognise worker", tx -> store.idByKey(tx, WorkerKey.hash(bearer)));
        id.ifPresent(worker -> limiter.check(worker.toString()));
        return id.isPresent();
    }

    @Override
    public boolean open(String method, String path) {
        return path.startsWith(PROTOCOL)
                || (path.startsWith(FUNCTIONS) && FUNCTION_NAMES.contains(path.substring(FUNCTIONS.length())));
    }
}
