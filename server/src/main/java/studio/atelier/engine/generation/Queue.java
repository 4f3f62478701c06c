package studio.atelier.engine.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.ProblemException;

/// What people do with their waiting runs, and admins with everybody's: look, pause, move, cancel, try again;
/// and what becomes of dead letters. Each run of a bulk is done by itself, and each has its outcome.
/// Thread-safe.
final class Queue {

    /// Runs named in one request.
    static final int IDS_MAX = 100;

    private final Rooms rooms;
    private final QueueStore store;
    private final Generations generations;
    private final Audit audit;

    Queue(Rooms rooms, QueueStore store, Generations generations, Audit audit) {
        this.rooms = rooms;
        this.store = store;
        this.generations = generations;
        this.audit = audit;
    }

    /// What became of one run of a bulk.
    ///
    /// @param outcome `done`, `unchanged` or `refused`
    /// @param code    why it was refused
    /// @param childId the new run of a retry
    record Outcome(
            UUID id,
            String outcome,
            @Nullable String code,
            @Nullable String detail,
            @Nullable UUID childId) {

        static Outcome of(UUID id, boolean done) {
            return new Outcome(id, done ? "done" : "unchanged", null, null, null);
        }
    }

    /// @param user null for everybody's, without prompts
    List<QueueStore.Row> list(@Nullable UUID user, QueueStore.Cursor after, int limit) {
        List<QueueStore.Row> rows =
                rooms.transactions().asSystem("list the queue", tx -> store.list(tx, user, after, limit));
        return user != null
                ? rows
                : rows.stream()
                        .map(row -> new QueueStore.Row(row.entry().withoutPrompt(), row.cursor()))
                        .toList();
    }

    /// @param user null for an admin's
    /// @param ids  null for all of the person's
    List<Outcome> pause(Actor actor, @Nullable UUID user, @Nullable List<UUID> ids, boolean paused) {
        List<UUID> changed = rooms.transactions().asSystem(paused ? "pause runs" : "resume runs", tx -> {
            List<UUID> done = store.pause(tx, user, ids, paused);
            if (user == null) {
                String action = paused ? "queue.paused" : "queue.resumed";
                audit.record(tx, actor, action, "queue", Map.of("runs", done.size()));
            }
            if (!paused) {
                rooms.signals().afterCommit(tx, Dispatcher.SIGNAL);
                rooms.signals().afterCommit(tx, RemoteRuns.SIGNAL);
            }
            return done;
        });
        return (ids == null ? changed : ids)
                .stream().map(id -> Outcome.of(id, changed.contains(id))).toList();
    }

    /// @param to `front` or `back`; null with another run to stand before
    Outcome move(UUID user, UUID id, @Nullable String to, @Nullable UUID before) {
        boolean done = rooms.transactions()
                .asSystem(
                        "move a run",
                        tx -> before != null
                                ? store.moveBefore(tx, user, id, before)
                                : store.move(tx, user, id, "front".equals(to)));
        return Outcome.of(id, done);
    }

    List<Outcome> lane(UUID user, List<UUID> ids, Lane lane) {
        return ids.stream()
                .map(id -> Outcome.of(
                        id, rooms.transactions().asSystem("change a lane", tx -> store.lane(tx, user, id, lane))))
                .toList();
    }

    List<Outcome> cancel(Actor actor, List<UUID> ids) {
        return each(ids, id -> {
            generations.cancel(actor, id);
            return null;
        });
    }

    List<Outcome> cancelAnybodys(Actor admin, List<UUID> ids) {
        List<Outcome> outcomes = each(ids, id -> {
            generations.cancelAnybodys(id);
            return null;
        });
        record(admin, "queue.cancelled", outcomes);
        return outcomes;
    }

    /// @param ids null for what failed within a day and was not tried again
    List<Outcome> retry(Actor actor, @Nullable List<UUID> ids) {
        List<UUID> chosen = ids == null
                ? rooms.transactions().asSystem("failed runs", tx -> store.failed(tx, actor.person(), IDS_MAX))
                : ids;
        return each(chosen, id -> generations.retry(actor, id, false).id());
    }

    List<DeadLetter> deadLetters(@Nullable UUID before, int limit) {
        return rooms.transactions().asSystem("list dead letters", tx -> store.dead(tx, before, limit));
    }

    long deadLetterCount() {
        return rooms.transactions().asSystem("count dead letters", store::deadCount);
    }

    /// As if their people had tried again: at today's price, with today's rights. What is refused stays a dead
    /// letter.
    List<Outcome> replay(Actor admin, List<UUID> ids) {
        List<Outcome> outcomes = each(ids, id -> {
            UUID owner = rooms.transactions()
                    .asSystem("find a dead letter", tx -> store.deadOf(tx, id))
                    .orElseThrow(GenerationProblem.NOT_FOUND::problem);
            UUID child = generations.retry(Actor.person(owner), id, false).id();
            bury(id);
            return child;
        });
        record(admin, "dead_letters.replayed", outcomes);
        return outcomes;
    }

    List<Outcome> discard(Actor admin, List<UUID> ids) {
        List<Outcome> outcomes =
                ids.stream().map(id -> Outcome.of(id, bury(id))).toList();
        record(admin, "dead_letters.discarded", outcomes);
        return outcomes;
    }

    private boolean bury(UUID id) {
        return rooms.transactions().asSystem("bury a dead letter", tx -> store.bury(tx, id));
    }

    private void record(Actor admin, String action, List<Outcome> outcomes) {
        List<UUID> done = outcomes.stream()
                .filter(each -> each.outcome().equals("done"))
                .map(Outcome::id)
                .toList();
        rooms.transactions().asSystem("audit", tx -> {
            audit.record(tx, admin, action, "queue", Map.of("generation_ids", done));
            return done;
        });
    }

    private interface Work {
        /// @return the new run, if there is one
        @Nullable
        UUID on(UUID id);
    }

    private static List<Outcome> each(List<UUID> ids, Work work) {
        List<Outcome> outcomes = new ArrayList<>();
        for (UUID id : ids) {
            try {
                outcomes.add(new Outcome(id, "done", null, null, work.on(id)));
            } catch (ProblemException refused) {
                outcomes.add(new Outcome(
                        id,
                        "refused",
                        refused.problem().code().code(),
                        refused.problem().detail(),
                        null));
            }
        }
        return outcomes;
    }
}
