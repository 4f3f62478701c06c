package studio.atelier.engine.generation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.GenerationEvents.GenerationCancelled;
import studio.atelier.engine.generation.GenerationStore.Ending;
import studio.atelier.engine.generation.GenerationStore.Filter;
import studio.atelier.engine.generation.RunStore.Standing;
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/// Generations: ask for one, look, wait, cancel, retry, put away. The one door for every surface, so that
/// the same request is the same row and the same price wherever it came from. Thread-safe.
public final class Generations {

    /// What a request may wait for a result.
    public static final Duration AWAIT_MAX = Duration.ofMinutes(10);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// Generations that go for good in one go.
    private static final int SWEEP_MAX = 200;

    private final Rooms rooms;
    private final Acceptance acceptance;
    private final Dispatcher dispatcher;
    private final Waiters waiters;
    private final Answers answers;
    private final IdempotencyKeyStore keys = new IdempotencyKeyStore();

    Generations(Rooms rooms, Acceptance acceptance, Dispatcher dispatcher, Waiters waiters, Answers answers) {
        this.rooms = rooms;
        this.acceptance = acceptance;
        this.dispatcher = dispatcher;
        this.waiters = waiters;
        this.answers = answers;
    }

    /// Accepts a request for the queue.
    ///
    /// @return the row, `pending`; or the earlier one where the idempotency key was used before
    /// @throws ProblemException `generation.*`, `catalog.*`, `budget.exceeded`,
    ///     `credits.insufficient_balance`, `limits.exceeded`; nothing is left behind
    public Generation accept(Actor actor, GenerationRequest request) {
        return acceptance.accept(actor, request, null).generation();
    }

    /// As [#accept], for whoever passes warnings of budgets on.
    public Accepted acceptTold(Actor actor, GenerationRequest request) {
        return acceptance.accept(actor, request, null);
    }

    /// As [#accept], of a draft that the person wrote before; what the request does not say is as the draft
    /// says. Source: E28, A23.
    Generation adopt(Actor actor, UUID draft, GenerationRequest request) {
        return acceptance.adopt(actor, draft, request).generation();
    }

    /// Accepts a request and runs it on this thread, handing on text as it comes. A listener that throws
    /// `UncheckedIOException` has left: the run is cancelled, and what was said so far is charged.
    ///
    /// @param accepted told before the first text
    /// @param observer told each piece
    /// @return the row at its end
    public Generation stream(
            Actor actor, GenerationRequest request, Consumer<Generation> accepted, RunObserver observer) {
        Acceptance.Begun begun = acceptance.begin(actor, request, dispatcher.node());
        Generation row = begun.accepted().generation();
        accepted.accept(row);
        Lease lease = begun.lease();
        if (lease != null) {
            Generation ended = dispatcher.runHere(lease, observer).orElseGet(() -> find(actor, row.id()));
            answers.keep(ended);
            return ended;
        }
        Generation ended = await(actor, row.id(), AWAIT_MAX);
        JsonNode result = ended.result();
        if (result != null) {
            if (result.has("reasoning")) {
                observer.reasoning(result.path("reasoning").asString(""));
            }
            observer.text(result.path("content").asString(""));
            if (result.has("tool_calls")) {
                observer.toolCalls(result.path("tool_calls"));
            }
        }
        return ended;
    }

    /// Waits for a generation's end.
    ///
    /// @param time at most [#AWAIT_MAX]
    /// @return the row, ended or not
    /// @throws ProblemException `generation.not_found`
    public Generation await(Actor actor, UUID id, Duration time) {
        Instant until = Instant.now().plus(time.compareTo(AWAIT_MAX) > 0 ? AWAIT_MAX : time);
        while (true) {
            Generation row = find(actor, id);
            Duration left = Duration.between(Instant.now(), until);
            if (row.status().ended() || left.isNegative() || left.isZero()) {
                return row;
            }
            try {
                waiters.await(id, left.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : left);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return row;
            }
        }
    }

    /// @throws ProblemException `generation.not_found`, also for somebody else's
    public Generation find(Actor actor, UUID id) {
        return rooms.transactions().asUser(actor, tx -> require(tx, id));
    }

    private Generation require(Tx tx, UUID id) {
        return rooms.store().find(tx, id).orElseThrow(GenerationProblem.NOT_FOUND::problem);
    }

    /// Newest first, by keyset.
    ///
    /// @param next the cursor of the following page; null on the last
    public record Page(
            List<Generation> generations, @Nullable UUID next) {}

    Page list(Actor actor, Filter filter) {
        var wider = new Filter(
                filter.projectId(),
                filter.status(),
                filter.type(),
                filter.text(),
                filter.trash(),
                filter.before(),
                filter.limit() + 1);
        List<Generation> rows =
                rooms.transactions().asUser(actor, tx -> rooms.store().list(tx, wider));
        if (rows.size() <= filter.limit()) {
            return new Page(rows, null);
        }
        List<Generation> page = rows.subList(0, filter.limit());
        return new Page(page, page.getLast().id());
    }

    /// Places in the queue, counted from 1, of the open rows among these.
    Map<UUID, Integer> places(List<Generation> rows) {
        Map<Pool, List<UUID>> waiting = rows.stream()
                .filter(row -> row.status() == Status.PENDING)
                .collect(Collectors.groupingBy(Pool::of, Collectors.mapping(Generation::id, Collectors.toList())));
        Map<UUID, Integer> places = new LinkedHashMap<>();
        waiting.forEach((pool, ids) -> places.putAll(rooms.transactions()
                .asSystem("queue places", tx -> new LeaseStore(rooms.runs()).places(tx, pool, ids))));
        return places;
    }

    /// Before submit the hold is released; after it the provider is told where it can be.
    ///
    /// @return the row, which may still be running for a moment
    /// @throws ProblemException `generation.not_found`, `generation.not_cancellable`
    public Generation cancel(Actor actor, UUID id) {
        Generation now = rooms.transactions().asUser(actor, tx -> {
            Generation row = require(tx, id);
            mayChange(actor, row);
            return cancel(tx.asSystem("cancel"), row);
        });
        rooms.failpoints().reach("generation.cancel_asked");
        dispatcher.cancel(id);
        return now;
    }

    /// As [#cancel], for an admin.
    void cancelAnybodys(UUID id) {
        rooms.transactions().asSystem("cancel anybody's", tx -> cancel(tx, require(tx, id)));
        dispatcher.cancel(id);
    }

    private Generation cancel(Tx tx, Generation row) {
        if (row.status().ended()) {
            throw GenerationProblem.NOT_CANCELLABLE.problem(
                    "It has ended already: " + row.status().word() + ".");
        }
        Optional<Standing> standing = rooms.runs().lockOpen(tx, row.id());
        standing.ifPresent(run -> cancel(tx, row, run));
        return require(tx, row.id());
    }

    private void cancel(Tx tx, Generation row, Standing run) {
        boolean nothingBought = run.remote() || (run.leasedBy() == null && !run.sent());
        if (nothingBought && rooms.runs().endUnbought(tx, row.id())) {
            if (row.estimateMicros() > 0) {
                rooms.credits().release(tx, row.id(), "cancelled before it was sent");
            }
            Trip trip = tx.trip();
            rooms.store().finish(trip, List.of(Ending.cancelled(row.id(), 0)));
            rooms.events().publish(tx, trip, List.of(new GenerationCancelled(row.id(), row.userId(), 0L)));
            trip.send();
            tx.afterCommit(() -> waiters.ended(row.id()));
            return;
        }
        if (run.remote()) {
            rooms.runs().requestCancel(tx, row.id());
            return;
        }
        ProviderTraits traits = rooms.providers().get(run.provider()).traits();
        boolean streaming = row.generationType().equals("text");
        if (run.sent() && !streaming && !traits.cancels() && !traits.safeToRetry()) {
            throw GenerationProblem.NOT_CANCELLABLE.problem();
        }
        rooms.runs().requestCancel(tx, row.id());
    }

    /// Runs a failed or cancelled generation again, or one whose provider does not answer any more, as a new row. The
    /// same retry twice is the same child.
    ///
    /// @param confirmUnknown the person accepts that the provider may bill both tries
    /// @throws ProblemException `generation.not_retryable`, `generation.confirm_unknown`, and all of
    ///     [#accept]
    public Generation retry(Actor actor, UUID id, boolean confirmUnknown) {
        Generation parent = find(actor, id);
        mayChange(actor, parent);
        boolean inDoubt = Phase.RECONCILING.word().equals(parent.phase());
        if (parent.status() != Status.FAILED && parent.status() != Status.CANCELLED && !inDoubt) {
            throw GenerationProblem.NOT_RETRYABLE.problem();
        }
        boolean unknown = inDoubt || GenerationProblem.OUTCOME_UNKNOWN.code().equals(parent.errorCode());
        if (unknown && !confirmUnknown) {
            throw GenerationProblem.CONFIRM_UNKNOWN.problem();
        }
        Optional<Generation> child =
                rooms.transactions().asUser(actor, tx -> rooms.store().findChild(tx, id));
        if (child.isPresent()) {
            return child.get();
        }
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        parent.parameters().properties().forEach(each -> parameters.put(each.getKey(), each.getValue()));
        var request = new GenerationRequest(
                parent.projectId(),
                parent.provider(),
                parent.model(),
                parent.generationType(),
                parent.prompt(),
                parameters,
                parent.referenceAssetIds(),
                "retry-" + id,
                "retry");
        return acceptance.accept(actor, request, id).generation();
    }

    /// Title, tags, rating; null components stay.
    Generation change(
            Actor actor, UUID id, @Nullable String title, @Nullable List<String> tags, @Nullable Integer rating) {
        return rooms.transactions().asUser(actor, tx -> {
            if (!rooms.store().change(tx, id, title, tags, rating)) {
                throw GenerationProblem.NOT_FOUND.problem();
            }
            return require(tx, id);
        });
    }

    /// Into the trash, for 30 days; or out of it.
    public Generation trash(Actor actor, UUID id, boolean deleted) {
        return rooms.transactions().asUser(actor, tx -> {
            Generation row = require(tx, id);
            if (deleted && !row.status().ended()) {
                throw GenerationProblem.NOT_ENDED.problem();
            }
            if (!rooms.store().trash(tx, id, deleted)) {
                throw GenerationProblem.NOT_FOUND.problem();
            }
            return require(tx, id);
        });
    }

    /// For good, with its files.
    public void delete(Actor actor, UUID id) {
        rooms.transactions().asUser(actor, tx -> {
            Generation row = require(tx, id);
            mayChange(actor, row);
            if (!row.status().ended()) {
                throw GenerationProblem.NOT_ENDED.problem();
            }
            erase(tx.asSystem("delete"), id);
            return id;
        });
    }

    private void erase(Tx tx, UUID id) {
        rooms.media().delete(tx, rooms.media().ofGenerations(tx, List.of(id)).getOrDefault(id, List.of()));
        rooms.store().delete(tx, id);
    }

    /// For admins: runs whose outcome nobody knows.
    List<GenerationStore.Exposed> exposed(@Nullable UUID before, int limit) {
        return rooms.transactions()
                .asSystem("list exposures", tx -> rooms.store().exposed(tx, before, limit));
    }

    /// Housekeeping: what lay in the trash for 30 days, and idempotency keys of yesterday.
    ///
    /// @return how many generations went
    int sweep() {
        return rooms.transactions().asSystem("sweep", tx -> {
            List<UUID> expired = rooms.store().expiredTrash(tx, SWEEP_MAX);
            expired.forEach(id -> erase(tx, id));
            keys.forget(tx);
            rooms.store().removeDrafts(tx);
            return expired.size();
        });
    }

    /// A member of an organisation sees its rows; stopping, repeating and deleting them is their owner's.
    private static void mayChange(Actor actor, Generation row) {
        if (!row.userId().equals(actor.userId())) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
    }
}
