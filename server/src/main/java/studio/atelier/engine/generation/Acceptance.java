package studio.atelier.engine.generation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import studio.atelier.engine.budgets.Cap;
import studio.atelier.engine.budgets.CapView;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.catalog.Price;
import studio.atelier.engine.credits.Credits;
import studio.atelier.engine.credits.CreditsProblem;
import studio.atelier.engine.credits.Reservation;
import studio.atelier.engine.credits.ReserveResult;
import studio.atelier.engine.generation.GenerationEvents.GenerationAccepted;
import studio.atelier.engine.generation.GenerationStore.NewGeneration;
import studio.atelier.engine.generation.RequestCheck.Checked;
import studio.atelier.engine.media.Media;
import studio.atelier.engine.media.MediaOwner;
import studio.atelier.engine.projects.Project;
import studio.atelier.engine.projects.Projects;
import studio.atelier.engine.projects.ProjectsProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Together;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.failpoint.Failpoints;
import studio.atelier.platform.http.Warnings;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Step one of the main job: after the [RequestCheck], writes row, run, money and event in one transaction. A
/// refusal leaves nothing behind. Source: A30, A37 to A42, A66, E76.
final class Acceptance {

    private final RequestCheck checks;
    private final Transactions transactions;
    private final GenerationStore store;
    private final IdempotencyKeyStore keys = new IdempotencyKeyStore();
    private final Projects projects;
    private final Credits credits;
    private final Media media;
    private final InputFiles files;
    private final Events events;
    private final Signals signals;
    private final Turnstile turnstile;
    private final Answers answers;
    private final RunStore runs;
    private final Ids ids;
    private final JsonMapper json;
    private final Failpoints failpoints;
    private final Together<Draft, Begun> together;
    private final long leaseSeconds;

    /// @param turnstile how often
    /// @param answers   what was answered before
    Acceptance(Rooms rooms, Turnstile turnstile, Answers answers, Ids ids, RandomGenerator random, long leaseSeconds) {
        this.checks = new RequestCheck(rooms, random);
        this.transactions = rooms.transactions();
        this.store = rooms.store();
        this.projects = rooms.projects();
        this.credits = rooms.credits();
        this.media = rooms.media();
        this.files = new InputFiles(transactions, media);
        this.events = rooms.events();
        this.signals = rooms.signals();
        this.json = rooms.json();
        this.failpoints = rooms.failpoints();
        this.turnstile = turnstile;
        this.answers = answers;
        this.runs = rooms.runs();
        this.ids = ids;
        this.leaseSeconds = leaseSeconds;
        this.together = new Together<>(transactions, "accept", this::write);
    }

    /// @param lease of whoever accepted it and runs it at once; null where the queue has it
    record Begun(Accepted accepted, @Nullable Lease lease) {}

    /// For the queue.
    ///
    /// @param retryOf the row this one repeats
    /// @throws ProblemException with a code of this room or of catalog, budget, credits, moderation, limits,
    ///     or `storage.disk_full`
    Accepted accept(Actor actor, GenerationRequest request, @Nullable UUID retryOf) {
        turnstile.check(actor.person());
        Checked checked = checks.check(actor, request, true);
        return accept(actor, request, checked, ids.next(), null, retryOf).accepted();
    }

    /// For this node to run at once, which it cannot where workers do. The row says from the beginning that its
    /// request leaves: whoever asks waits on this connection, so after a crash there is nobody to run it for.
    ///
    /// @throws ProblemException as [#accept]
    Begun begin(Actor actor, GenerationRequest request, long node) {
        turnstile.check(actor.person());
        Checked checked = checks.check(actor, request, true);
        UUID id = ids.next();
        return accept(actor, request, answered(actor, request, checked, id), id, node, null);
    }

    /// Looks for an answer from before; where there is none, the one that comes will be kept.
    private Checked answered(Actor actor, GenerationRequest request, Checked checked, UUID id) {
        String key = answers.key(actor, request, checked);
        if (key == null) {
            return checked;
        }
        Answers.Given before = answers.find(key, request.reuse());
        if (before == null) {
            answers.expect(id, key);
            return checked;
        }
        return checked.answered(before);
    }

    /// A draft that is asked for becomes the row that runs. Adopted twice it is the same row.
    ///
    /// @throws ProblemException also `generation.not_found` where there is no such draft of the person's
    Accepted adopt(Actor actor, UUID draft, GenerationRequest request) {
        turnstile.check(actor.person());
        Generation row = transactions.asUser(
                actor, tx -> store.find(tx, draft).orElseThrow(GenerationProblem.NOT_FOUND::problem));
        if (!row.userId().equals(actor.person())) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
        if (row.status() != Status.DRAFT) {
            return Accepted.before(row);
        }
        GenerationRequest whole = request.over(row);
        try {
            return accept(actor, whole, checks.check(actor, whole, true), draft, null, null)
                    .accepted();
        } catch (EmptyResultDataAccessException | DuplicateKeyException adopted) {
            // Somebody was faster with the same draft; all of this try is undone.
            Generation now = transactions.asUser(
                    actor, tx -> store.find(tx, draft).orElseThrow(GenerationProblem.NOT_FOUND::problem));
            return Accepted.before(now);
        }
    }

    private Begun accept(
            Actor actor,
            GenerationRequest request,
            Checked checked,
            UUID id,
            @Nullable Long node,
            @Nullable UUID retryOf) {
        NewGeneration row = row(actor, request, checked, id, node, retryOf);
        Begun begun = plain(request, checked, row)
                ? together.submit(new Draft(actor, checked, row, null))
                : asked(actor, request, checked, row);
        begun.accepted().warnings().forEach(cap -> Warnings.tell(CapView.of(cap).warning()));
        failpoints.reach("generation.accepted");
        return begun;
    }

    /// Whether the person's rights over something have to be asked before it is written: then it is no work that
    /// others can do.
    private static boolean plain(GenerationRequest request, Checked checked, NewGeneration row) {
        return request.projectId() == null
                && request.idempotencyKey() == null
                && request.references().isEmpty()
                && row.assets().isEmpty()
                && checked.given() == null
                && !checked.model().type().media();
    }

    private Begun asked(Actor actor, GenerationRequest request, Checked checked, NewGeneration row) {
        return transactions.asUser(actor, tx -> {
            Optional<Project> project = project(tx, request.projectId());
            files.require(tx, request.references(), checked.model().parameters().assets(), checked.parameters());
            Tx system = tx.asSystem("accept");
            if (checked.model().type().media()) {
                media.requireRoom(system, owner(actor, project));
            }
            if (request.idempotencyKey() != null) {
                var used = keys.claim(
                        system,
                        actor.person(),
                        request.route(),
                        request.idempotencyKey(),
                        request.fingerprint(),
                        row.id());
                if (used.isPresent()) {
                    return new Begun(replay(system, used.get(), request), null);
                }
            }
            return write(system, List.of(new Draft(actor, checked, row, project.orElse(null))))
                    .getFirst();
        });
    }

    /// @param keyName null where no key is used
    /// @param project null without one
    record Quote(
            Price price,
            String keySource,
            @Nullable String keyName,
            @Nullable Project project) {}

    /// The price of a request that is not accepted: same checks, nothing written, a prompt may be missing
    /// still.
    ///
    /// @throws ProblemException as [#accept], except for money
    Quote quote(Actor actor, GenerationRequest request) {
        Checked checked = checks.check(actor, request, false);
        Project project = request.projectId() == null ? null : projects.find(actor, request.projectId());
        return new Quote(checked.price(), checked.keySource(), checked.keyName(), project);
    }

    private Optional<Project> project(Tx tx, @Nullable UUID id) {
        if (id == null) {
            return Optional.empty();
        }
        Project project = projects.find(tx, id).orElseThrow(ProjectsProblem.NOT_FOUND::problem);
        if (project.archivedAt() != null) {
            throw ProjectsProblem.ARCHIVED.problem();
        }
        projects.requireRunnable(tx, project);
        return Optional.of(project);
    }

    /// What is written.
    private record Draft(
            Actor actor,
            Checked checked,
            NewGeneration row,
            @Nullable Project project) {

        boolean free() {
            return checked.price().amount().isZero();
        }

        Reservation reservation() {
            var source =
                    checked.keySource().equals("server") ? Reservation.Source.CREDITS : Reservation.Source.OWN_KEYS;
            Price price = checked.price();
            return new Reservation(row.id(), spender(actor, project), source, price.amount(), price.rule());
        }

        GenerationAccepted event() {
            return new GenerationAccepted(row.id(), row.userId(), row.provider(), row.model());
        }
    }

    /// Rows, runs, events and money in one trip.
    private List<Begun> write(Tx tx, List<Draft> drafts) {
        Trip trip = tx.trip();
        trip.byKeys();
        var inserted = store.insert(trip, drafts.stream().map(Draft::row).toList());
        events.publish(tx, trip, drafts.stream().map(Draft::event).toList());
        Map<UUID, List<Cap>> warnings = reserve(tx, trip, drafts);
        Map<UUID, Generation> rows =
                inserted.get().stream().collect(Collectors.toMap(Generation::id, Function.identity()));
        return drafts.stream()
                .map(draft -> begun(
                        tx,
                        draft,
                        rows.get(draft.row().id()),
                        warnings.getOrDefault(draft.row().id(), List.of())))
                .toList();
    }

    private Begun begun(Tx tx, Draft draft, @Nullable Generation row, List<Cap> warnings) {
        if (row == null) {
            throw new EmptyResultDataAccessException(1);
        }
        Accepted accepted = new Accepted(row, true, warnings);
        if (draft.row().node() != null) {
            Project project = draft.project();
            Lease lease = Lease.begun(draft.row(), project == null ? null : project.orgId(), row);
            Answers.Given given = draft.checked().given();
            return new Begun(accepted, given == null ? lease : answered(tx, lease, given));
        }
        boolean remote = draft.row().place().pool() == Pool.WORKERS;
        signals.afterCommit(tx, remote ? RemoteRuns.SIGNAL : Dispatcher.SIGNAL);
        return new Begun(accepted, null);
    }

    /// An answer from before is a delivery that is in hand already, and is settled like one.
    private Lease answered(Tx tx, Lease lease, Answers.Given before) {
        runs.keepDelivery(tx, lease, before.delivered());
        return runs.held(tx, lease.generationId());
    }

    private Accepted replay(Tx tx, IdempotencyKeyStore.Used used, GenerationRequest request) {
        if (!used.hash().equals(request.fingerprint())) {
            throw GenerationProblem.KEY_REUSED.problem();
        }
        return Accepted.before(store.find(tx, used.generationId()).orElseThrow());
    }

    /// Sends the trip, with the money as its last statement.
    ///
    /// @return by run the budgets whose soft limit is reached
    private Map<UUID, List<Cap>> reserve(Tx tx, Trip trip, List<Draft> drafts) {
        List<Reservation> priced = drafts.stream()
                .filter(draft -> !draft.free())
                .map(Draft::reservation)
                .toList();
        if (priced.isEmpty()) {
            trip.send();
            return Map.of();
        }
        List<ReserveResult> results = credits.reserve(tx, trip, priced);
        Map<UUID, List<Cap>> warnings = new HashMap<>();
        for (int at = 0; at < priced.size(); at++) {
            warnings.put(priced.get(at).id(), reserved(priced.get(at), results.get(at)));
        }
        return warnings;
    }

    private static List<Cap> reserved(Reservation reservation, ReserveResult result) {
        return switch (result) {
            case ReserveResult.Reserved(var warnings) -> warnings;
            case ReserveResult.OverBudget(var problem) -> throw problem.exception();
            case ReserveResult.Insufficient(var balance, var missing) ->
                throw Problem.of(
                                CreditsProblem.INSUFFICIENT_BALANCE,
                                "This run is held at " + reservation.amount().label() + ", and you have "
                                        + balance.label() + "; " + missing.label() + " are missing. "
                                        + CreditsProblem.INSUFFICIENT_BALANCE.action())
                        .with("charged", false)
                        .with("balance_micros", balance.value())
                        .with("missing_micros", missing.value())
                        .exception();
        };
    }

    private static MediaOwner owner(Actor actor, Optional<Project> project) {
        return new MediaOwner(actor.person(), project.map(Project::orgId).orElse(null));
    }

    static Spender spender(Actor actor, @Nullable Project project) {
        return new Spender(
                actor.person(),
                project == null ? null : project.id(),
                project == null ? null : project.orgId(),
                actor.accessKey());
    }

    private NewGeneration row(
            Actor actor,
            GenerationRequest request,
            Checked checked,
            UUID id,
            @Nullable Long node,
            @Nullable UUID retryOf) {
        ObjectNode parameters = json.createObjectNode();
        checked.parameters().forEach(parameters::set);
        return new NewGeneration(
                id,
                request.projectId(),
                actor.person(),
                checked.model().provider(),
                checked.model().model(),
                checked.model().type().word(),
                checked.prompt(),
                parameters,
                new ArrayList<>(request.references()),
                checked.model().parameters().assets().keySet().stream()
                        .filter(checked.parameters()::containsKey)
                        .toList(),
                checked.moderation(),
                checked.routing(),
                checked.keySource(),
                checked.keyId(),
                fixed(checked.price()),
                checked.asked(),
                actor.accessKey(),
                retryOf,
                Pool.of(checked.model()) == Pool.SERVER ? node : null,
                leaseSeconds,
                new GenerationStore.Place(
                        Pool.of(checked.model()),
                        Pool.jobKind(checked.model()),
                        Pool.labels(checked.model()),
                        request.lane()));
    }

    /// As it stands in the run from now on.
    static ObjectNode fixed(Price price) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("amount", price.amount().value())
                .put("estimate", price.estimate())
                .put("rule", price.rule());
    }
}
