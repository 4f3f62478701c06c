package studio.atelier.engine.workers;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.RemoteAnswer;
import studio.atelier.engine.generation.RemoteLease;
import studio.atelier.engine.generation.RemoteResult;
import studio.atelier.engine.generation.RemoteRuns;
import studio.atelier.engine.generation.RemoteTicket;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.ProblemException;

/// What a worker says and hears, from its start to its end. Who has a run, what becomes of it and what it
/// costs is decided by the engine; here it is also remembered who did what. Thread-safe. Source: C27, C28,
/// C73 to C81, C83, C90, C94, C96.
final class JobDesk {

    /// A request for work waits this long at most; proxies cut what is silent for half a minute.
    static final Duration WAIT_MAX = Duration.ofSeconds(25);

    /// Work that becomes due by the clock rings no bell.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private static final String ANEW = "The worker was started anew before it was done.";

    private final Transactions transactions;
    private final WorkerStore store;
    private final JobStore jobs;
    private final RemoteRuns runs;
    private final Doorbell bell;
    private final Clock clock;
    private final Duration lease;

    /// @param lease how long a worker may be silent unless it asks for another time
    JobDesk(Workers.Parts parts, Doorbell bell, Clock clock, Duration lease) {
        this.transactions = parts.transactions();
        this.store = parts.store();
        this.jobs = parts.jobs();
        this.runs = parts.runs();
        this.bell = bell;
        this.clock = clock;
        this.lease = lease;
    }

    Duration lease() {
        return lease;
    }

    /// A worker starts: whatever it had in hand before was lost with it, and is tried again.
    ///
    /// @param start its kinds are among those it may serve
    Worker start(Worker worker, WorkerStore.Start start) {
        List<RemoteTicket> lost =
                transactions.asSystem("worker's jobs before its start", tx -> jobs.open(tx, worker.id()));
        lost.forEach(ticket -> {
            runs.fail(ticket, ANEW, true);
            end(ticket, "lost");
        });
        return transactions.asSystem("worker starts", tx -> {
            store.start(tx, worker.id(), start);
            return store.find(tx, worker.id()).orElseThrow(WorkersProblem.CREDENTIAL_INVALID::problem);
        });
    }

    /// What a worker says of itself in passing; null components stay as they were.
    record Vitals(@Nullable Long vramUsedBytes, @Nullable String modelLoaded) {}

    /// It lives.
    Command alive(Worker worker, Vitals vitals) {
        transactions.asSystem("worker lives", tx -> {
            store.seen(tx, worker.id(), vitals.vramUsedBytes(), vitals.modelLoaded());
            return tx;
        });
        return Command.of(worker);
    }

    /// It stops, and gets nothing new until it starts again.
    void stops(Worker worker) {
        transactions.asSystem("worker stops", tx -> {
            store.stopped(tx, worker.id());
            return tx;
        });
    }

    /// What a worker asks for.
    ///
    /// @param kinds among those it may serve
    /// @param patience at most [#WAIT_MAX]
    record Ask(Set<String> kinds, Duration patience, Duration lease) {
        Ask {
            kinds = Set.copyOf(kinds);
        }
    }

    /// @param lease null when there is none for it now
    record Work(@Nullable RemoteLease lease, Command command) {}

    /// The next job for a worker; waits a while for one.
    ///
    /// @throws ProblemException `workers.credential_invalid` when it is removed meanwhile
    Work lease(Worker worker, Ask ask) throws InterruptedException {
        Instant until = clock.instant().plus(ask.patience());
        while (true) {
            long heard = bell.heard();
            Worker now = transactions
                    .asSystem("worker asks", tx -> store.find(tx, worker.id()))
                    .orElseThrow(WorkersProblem.CREDENTIAL_INVALID::problem);
            if (now.resting()) {
                return new Work(null, Command.DRAIN);
            }
            Optional<RemoteLease> found =
                    runs.lease(worker.id(), allowed(ask.kinds(), now), Set.copyOf(now.labels()), ask.lease());
            if (found.isPresent()) {
                transactions.asSystem("worker leases", tx -> {
                    jobs.leased(tx, found.get());
                    return tx;
                });
                return new Work(found.get(), Command.OK);
            }
            Duration left = Duration.between(clock.instant(), until);
            if (left.isNegative()
                    || left.isZero()
                    || !bell.await(heard, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN)) {
                return new Work(null, Command.OK);
            }
        }
    }

    private static Set<String> allowed(Collection<String> asked, Worker worker) {
        return asked.stream().filter(worker.jobKinds()::contains).collect(Collectors.toUnmodifiableSet());
    }

    /// What a worker tells of a job in its hands.
    ///
    /// @param progress 0 to 1; null when it does not say
    record Beat(@Nullable Double progress, RemoteRuns.@Nullable Preview preview, Duration lease, Vitals vitals) {}

    /// @param until when the lease ends unless it is extended; null when the job is called off
    record Pulse(Command command, @Nullable Instant until) {}

    /// It works on a job: the lease begins anew.
    ///
    /// @throws ProblemException `workers.lease_lost`
    Pulse beat(Worker worker, RemoteTicket ticket, Beat beat) {
        Command command = alive(worker, beat.vitals());
        if (beat.progress() != null || beat.preview() != null) {
            runs.progress(ticket, beat.progress() == null ? -1 : beat.progress(), beat.preview());
        }
        return switch (runs.extend(ticket, beat.lease())) {
            case RemoteAnswer.Held(Instant until) -> {
                transactions.asSystem("worker works", tx -> {
                    jobs.held(tx, ticket, until, beat.progress());
                    return tx;
                });
                yield new Pulse(command, until);
            }
            case RemoteAnswer.Lost() -> {
                if (!runs.cancelled(ticket.generationId())) {
                    throw lost(ticket);
                }
                end(ticket, "cancelled");
                yield new Pulse(Command.CANCEL, null);
            }
            case RemoteAnswer.Done(String status) ->
                throw new IllegalStateException("a lease was extended and the run is " + status);
        };
    }

    /// The worker is about to have results uploaded: its lease begins anew.
    ///
    /// @throws ProblemException `workers.lease_lost`
    void requireHeld(RemoteTicket ticket) {
        if (!(runs.extend(ticket, lease()) instanceof RemoteAnswer.Held(Instant until))) {
            throw lost(ticket);
        }
        transactions.asSystem("worker uploads", tx -> {
            jobs.held(tx, ticket, until, null);
            return tx;
        });
    }

    /// One output.
    ///
    /// @return when the lease ends
    /// @throws ProblemException `workers.lease_lost`, and what `media` says of files
    Instant upload(RemoteTicket ticket, int position, String mimeType, InputStream content) throws IOException {
        return switch (runs.stage(ticket, position, mimeType, content)) {
            case RemoteAnswer.Held(Instant until) -> {
                transactions.asSystem("worker uploads", tx -> {
                    jobs.uploaded(tx, ticket, position);
                    return tx;
                });
                yield until;
            }
            case RemoteAnswer.Lost() -> throw lost(ticket);
            case RemoteAnswer.Done(String status) ->
                throw new IllegalStateException("an output was kept and the run is " + status);
        };
    }

    /// Everything is uploaded.
    ///
    /// @param positions of the outputs the worker names; each must have been uploaded
    /// @return `completed`; `failed` where nothing was delivered
    /// @throws ProblemException `workers.lease_lost`, `workers.output_missing`
    String complete(RemoteTicket ticket, Collection<Integer> positions, RemoteResult result) {
        Set<Integer> uploaded = transactions.asSystem("worker's uploads", tx -> jobs.uploaded(tx, ticket));
        if (!uploaded.containsAll(positions)) {
            throw WorkersProblem.OUTPUT_MISSING.problem();
        }
        String status = done(ticket, runs.complete(ticket, result));
        end(ticket, status.equals("completed") ? "completed" : "failed");
        return status;
    }

    /// It could not.
    ///
    /// @return `pending` where it is tried again, else `failed`
    /// @throws ProblemException `workers.lease_lost`
    String fail(RemoteTicket ticket, String error, boolean retry) {
        String status = done(ticket, runs.fail(ticket, error, retry));
        end(ticket, status.equals("pending") ? "retried" : "failed");
        transactions.asSystem("worker failed", tx -> {
            store.failed(tx, ticket.workerId(), error);
            return tx;
        });
        return status;
    }

    /// Back to the queue, untouched.
    ///
    /// @throws ProblemException `workers.lease_lost`
    String handBack(RemoteTicket ticket) {
        String status = done(ticket, runs.handBack(ticket));
        end(ticket, "returned");
        return status;
    }

    /// A picture that the job works from.
    ///
    /// @throws ProblemException `workers.lease_lost`, also for a picture that is none of the job's
    RemoteRuns.Input input(RemoteTicket ticket, UUID assetId) {
        // The lease may well be good, so the job is not over.
        return runs.input(ticket, assetId).orElseThrow(WorkersProblem.LEASE_LOST::problem);
    }

    private String done(RemoteTicket ticket, RemoteAnswer answer) {
        return switch (answer) {
            case RemoteAnswer.Done(String status) -> status;
            case RemoteAnswer.Lost() -> throw lost(ticket);
            case RemoteAnswer.Held(Instant until) ->
                throw new IllegalStateException("a run was ended and is held until " + until);
        };
    }

    private ProblemException lost(RemoteTicket ticket) {
        end(ticket, runs.cancelled(ticket.generationId()) ? "cancelled" : "lost");
        return WorkersProblem.LEASE_LOST.problem();
    }

    private void end(RemoteTicket ticket, String outcome) {
        transactions.asSystem("job of a worker ends", tx -> {
            jobs.ended(tx, ticket, outcome);
            return tx;
        });
    }
}
