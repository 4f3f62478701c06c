package studio.atelier.engine.generation;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.engine.vault.VaultProblem;
import studio.atelier.platform.database.Together;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/// Steps two to five of the main job, for one leased run: ask the provider, follow the job, keep what
/// arrives, settle. Each step is durable before the next begins, so a run can be taken up again after any
/// crash. Thread-safe; a run has one thread.
final class RunExecutor {

    private static final Logger log = LoggerFactory.getLogger(RunExecutor.class);

    /// A handle that is never done: the job is given up, its outcome is unknown.
    private static final Duration JOB_MAX = Duration.ofHours(24);

    /// Tries of a run somebody waits for on a connection, and the longest pause between two.
    private static final int HERE_ATTEMPTS = 3;

    private static final Duration HERE_PAUSE_MAX = Duration.ofSeconds(2);

    /// Tries, and the pause between two, of a submit that is not answered and may be made again.
    private static final int ASKED_MAX = 3;

    private static final Duration ASKED_AGAIN = Duration.ofSeconds(5);

    private static final Duration POLL_MIN = Duration.ofMillis(50);
    private static final Duration POLL_MAX = Duration.ofSeconds(30);
    private static final Duration POLL_AGAIN = Duration.ofSeconds(3);

    private final Rooms rooms;
    private final Settlement settlement;
    private final Patience patience;
    private final Progress progress;
    private final CallbackAddress callbacks;
    private final InputFiles files;
    private final Fallback fallback;
    private final Duration callbackWait;
    private final Together<Lease, Boolean> sent;

    /// @param callbackWait how long a call is awaited about a create whose answer was lost
    RunExecutor(
            Rooms rooms,
            Settlement settlement,
            Patience patience,
            Progress progress,
            CallbackAddress callbacks,
            Fallback fallback,
            Duration callbackWait) {
        this.callbackWait = callbackWait;
        this.rooms = rooms;
        this.settlement = settlement;
        this.patience = patience;
        this.progress = progress;
        this.callbacks = callbacks;
        this.files = new InputFiles(rooms.transactions(), rooms.media());
        this.fallback = fallback;
        this.sent = new Together<>(rooms.transactions(), "mark sent", rooms.runs()::markSent);
    }

    /// Runs to an end, or until somebody tells the thread to stop. Never throws.
    ///
    /// @return the row at its end where it was completed; empty where it failed or has not ended
    Optional<Generation> run(Lease lease, RunThread thread, RunObserver observer) {
        Delivery delivery = new Delivery(rooms.media(), lease, observer, fraction -> progress.tell(lease, fraction));
        rooms.failpoints().reach("generation.leased");
        if (lease.cancelAsked()) {
            // Whoever had it before may have died over it.
            thread.tell(RunThread.Stop.CANCELLED);
        }
        try {
            Outcome outcome = follow(lease, thread, delivery);
            return switch (another(lease, thread, delivery, outcome)) {
                case Fallback.Next.None() -> end(lease, delivery, outcome);
                case Fallback.Next.Queued() -> Optional.empty();
                case Fallback.Next.Here(Lease next) -> run(next, thread, observer);
            };
        } catch (LeaseLost lost) {
            // What was staged may be in rows by now: a commit whose answer was lost. The collector
            // knows.
            log.warn("run {} was lost at {}", lease.generationId(), lost.getMessage());
        } catch (RuntimeException failure) {
            log.error("run {} broke; it stays open and is taken up again", lease.generationId(), failure);
        }
        return Optional.empty();
    }

    /// Whether another model is asked, where this one failed, or the same once more.
    private Fallback.Next another(Lease lease, RunThread thread, Delivery delivery, Outcome outcome) {
        if (!(outcome instanceof Outcome.Failed(ProviderFailure failure))) {
            return new Fallback.Next.None();
        }
        if (failure instanceof ProviderFailure.KeyRejected(Words words) && lease.keyId() != null) {
            rooms.vault().reject(lease.keyId(), words.message());
        }
        Fallback.Next next = fallback.after(lease, delivery, failure);
        return next instanceof Fallback.Next.None ? again(lease, thread, delivery, failure) : next;
    }

    /// Somebody waits: a provider that is away for a moment is asked once more before they hear of it.
    private Fallback.Next again(Lease lease, RunThread thread, Delivery delivery, ProviderFailure failure) {
        Duration wait = settlement.pause(lease, failure);
        if (wait == null || wait.compareTo(HERE_PAUSE_MAX) > 0 || lease.attempts() + 1 >= HERE_ATTEMPTS) {
            return new Fallback.Next.None();
        }
        if (!delivery.awaited() || !delivery.silent() || !thread.pause(wait)) {
            return new Fallback.Next.None();
        }
        return new Fallback.Next.Here(
                patience.find("try again", tx -> rooms.runs().takeBack(tx, lease)));
    }

    private Optional<Generation> end(Lease lease, Delivery delivery, Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered delivered -> {
                return settlement.delivered(lease, delivery, delivered);
            }
            case Outcome.Failed(ProviderFailure failure) -> settlement.failed(lease, delivery, failure);
            case Outcome.Cancelled cancelled -> settlement.cancelled(lease, delivery, cancelled);
            case Outcome.Awaited(Instant until) -> {
                long exposure = lease.price().path("amount").asLong();
                patience.asSystem("await a call", tx -> {
                    rooms.runs().awaitCall(tx, lease, until, exposure);
                    rooms.signals().afterCommit(tx, Dispatcher.SIGNAL);
                });
            }
            case Outcome.HandedBack(boolean sent) ->
                rooms.transactions().asSystem("hand back", tx -> {
                    rooms.runs().handBack(tx, lease, sent);
                    return lease;
                });
            case Outcome.Lost() -> throw new LeaseLost("told");
        }
        return Optional.empty();
    }

    /// Asks and follows until there is an answer that ends it, or a stop.
    private Outcome follow(Lease lease, RunThread thread, Delivery delivery) {
        if (lease.delivered() != null) {
            return delivery.restore(rooms.json(), lease.delivered());
        }
        Provider provider = rooms.providers().get(lease.provider());
        if (lease.handle() == null
                && lease.sentAt() != null
                && !provider.traits().safeToRetry()) {
            return unknown(
                    lease,
                    delivery,
                    lease.sentAt(),
                    new ProviderFailure.NoAnswer(
                            Words.of(
                                    "The server stopped after the request was sent, and the provider cannot be asked about it.")));
        }
        ProviderCall call;
        try {
            call = call(lease);
        } catch (ProblemException gone) {
            return new Outcome.Failed(unusable(gone));
        }
        if (lease.handle() != null) {
            return poll(lease, thread, delivery, provider, call, lease.handle());
        }
        if (thread.stop() != RunThread.Stop.NONE) {
            return stopped(
                    thread.stop(), lease.sentAt() != null, provider.traits().failuresBilled());
        }
        return switch (submit(lease, thread, delivery, provider, call)) {
            case Answer.Accepted(String handle, Duration pollAfter, String requestId) -> {
                patience.asSystem("keep handle", tx -> rooms.runs().keepHandle(tx, lease, handle, requestId));
                rooms.failpoints().reach("generation.handle_kept");
                thread.pause(clamp(pollAfter));
                yield poll(lease, thread, delivery, provider, call, handle);
            }
            case Answer.Completed(var usage, var requestId, var reason) ->
                new Outcome.Delivered(usage, requestId, reason);
            case Answer.Failed(ProviderFailure failure)
            when thread.stop() != RunThread.Stop.NONE ->
                stopped(
                        thread.stop(),
                        !(failure instanceof ProviderFailure.NotSent),
                        provider.traits().failuresBilled());
            case Answer.Failed(ProviderFailure.NoAnswer failure) -> unknown(lease, delivery, Instant.now(), failure);
            case Answer.Failed(ProviderFailure failure) -> new Outcome.Failed(failure);
            case Answer.Running _ ->
                throw new IllegalStateException(provider.name() + " answered a submit with Running");
        };
    }

    /// Whether the provider took the job is not known. Where an id of ours finds it, it is asked again under that
    /// id; where its callbacks name their jobs, one will tell. Neither who waits on a connection nor who wants it
    /// stopped is made to wait for that.
    private Outcome unknown(Lease lease, Delivery delivery, Instant sent, ProviderFailure.NoAnswer failure) {
        Provider provider = rooms.providers().get(lease.provider());
        boolean waits = !delivery.awaited() && !lease.cancelAsked();
        if (waits && provider.traits().safeToRetry() && lease.attempts() + 1 < ASKED_MAX) {
            return new Outcome.Awaited(Instant.now().plus(ASKED_AGAIN));
        }
        boolean calls = provider.callsWithJob() && callbacks.of(lease.provider(), lease.generationId()) != null;
        Instant until = sent.plus(callbackWait);
        return waits && calls && Instant.now().isBefore(until)
                ? new Outcome.Awaited(until)
                : new Outcome.Failed(failure);
    }

    private Answer submit(Lease lease, RunThread thread, Delivery delivery, Provider provider, ProviderCall call) {
        if (!lease.announced()) {
            markSent(lease);
        }
        rooms.failpoints().reach("generation.sent");
        if (!thread.enter()) {
            return new Answer.Failed(new ProviderFailure.NotSent(Words.of("stopped before it was sent")));
        }
        try {
            Answer answer = provider.submit(call, delivery);
            rooms.failpoints().reach("generation.answered");
            return answer;
        } catch (UncheckedIOException gone) {
            log.debug("run {}: the listener has gone", lease.generationId(), gone);
            thread.tell(RunThread.Stop.CANCELLED);
            return new Answer.Failed(new ProviderFailure.NoAnswer(Words.of("the listener has gone")));
        } catch (ProblemException refused) {
            // Our own room refused what came: too large, not decodable, no space.
            return new Answer.Failed(
                    new ProviderFailure.BadOutput(Words.of(refused.problem().detail())));
        } finally {
            thread.leave();
        }
    }

    private void markSent(Lease lease) {
        if (!patience.of(() -> sent.submit(lease))) {
            throw new LeaseLost("sent");
        }
    }

    private Outcome poll(
            Lease lease, RunThread thread, Delivery delivery, Provider provider, ProviderCall call, String handle) {
        boolean told = false;
        double shown = -1;
        Doubt doubt = new Doubt(rooms, patience, lease);
        long giveUpAt = lease.startedAt().plus(JOB_MAX).toEpochMilli();
        while (System.currentTimeMillis() < giveUpAt) {
            switch (thread.stop()) {
                case LOST, SHUTDOWN -> {
                    return stopped(thread.stop(), true, false);
                }
                case CANCELLED -> {
                    Cancellation known = told ? Cancellation.TOO_LATE : provider.cancel(handle, call);
                    rooms.failpoints().reach("generation.cancel_told");
                    told = true;
                    if (known != Cancellation.TOO_LATE) {
                        return new Outcome.Cancelled(true, known == Cancellation.MAY_BE_BILLED);
                    }
                }
                case NONE -> {}
            }
            switch (look(provider, handle, call, delivery)) {
                case Answer.Running(double fraction, Duration pollAfter) -> {
                    doubt.answered();
                    if (fraction > shown) {
                        progress.tell(lease, fraction);
                        shown = fraction;
                    }
                    thread.pause(clamp(pollAfter));
                }
                case Answer.Failed(ProviderFailure failure)
                when harmless(failure) -> {
                    log.info(
                            "run {}: a poll failed and is tried again: {}",
                            lease.generationId(),
                            failure.words().message());
                    doubt.unanswered();
                    thread.pause(POLL_AGAIN);
                }
                case Answer.Failed(ProviderFailure failure) -> {
                    // Where the provider was told before this lease, it calls a failure what was cancelled.
                    return lease.cancelAsked()
                            ? new Outcome.Cancelled(true, provider.traits().failuresBilled())
                            : new Outcome.Failed(failure);
                }
                case Answer.Completed(var usage, var requestId, var reason) -> {
                    rooms.failpoints().reach("generation.answered");
                    return new Outcome.Delivered(usage, requestId, reason);
                }
                case Answer.Accepted _ ->
                    throw new IllegalStateException(provider.name() + " answered a poll with Accepted");
            }
        }
        return new Outcome.Failed(new ProviderFailure.NoAnswer(
                Words.of("The provider did not finish the job within " + JOB_MAX.toHours() + " hours.")));
    }

    private static Answer look(Provider provider, String handle, ProviderCall call, Delivery delivery) {
        try {
            return provider.poll(handle, call, delivery);
        } catch (ProblemException refused) {
            return new Answer.Failed(
                    new ProviderFailure.BadOutput(Words.of(refused.problem().detail())));
        }
    }

    private static Outcome stopped(RunThread.Stop stop, boolean sent, boolean billed) {
        return switch (stop) {
            case CANCELLED -> new Outcome.Cancelled(sent, sent && billed);
            case SHUTDOWN -> new Outcome.HandedBack(sent);
            case LOST, NONE -> new Outcome.Lost();
        };
    }

    /// Looking again costs nothing, so whatever says nothing about the job is looked at again.
    private static boolean harmless(ProviderFailure failure) {
        return failure instanceof ProviderFailure.NotSent
                || failure instanceof ProviderFailure.NoAnswer
                || failure instanceof ProviderFailure.RateLimited
                || failure instanceof ProviderFailure.Overloaded;
    }

    private ProviderCall call(Lease lease) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        lease.parameters().properties().forEach(each -> parameters.put(each.getKey(), each.getValue()));
        parameters.keySet().removeAll(lease.assets().keySet());
        return new ProviderCall(
                lease.generationId(),
                lease.model(),
                GenerationType.of(lease.type()).orElseThrow(),
                lease.prompt(),
                parameters,
                files.references(lease),
                files.assets(lease),
                callbacks.of(lease.provider(), lease.generationId()),
                credentials(lease));
    }

    private ProviderCredentials credentials(Lease lease) {
        UUID keyId = lease.keyId();
        return keyId == null ? ProviderCredentials.NONE : rooms.vault().open(keyId, lease.provider());
    }

    /// Key or picture were deleted while the run waited.
    private static ProviderFailure unusable(ProblemException gone) {
        Words words = Words.of(gone.problem().detail());
        return gone.problem().code() instanceof VaultProblem
                ? new ProviderFailure.KeyRejected(words)
                : new ProviderFailure.InvalidInput(words);
    }

    private static Duration clamp(Duration wait) {
        if (wait.compareTo(POLL_MIN) < 0) {
            return POLL_MIN;
        }
        return wait.compareTo(POLL_MAX) > 0 ? POLL_MAX : wait;
    }
}
