package studio.atelier.engine.generation;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// `/api/queue`: what of one's own waits and runs.
@RestController
@RequestMapping("/api/queue")
class QueueResource {

    private static final int LIMIT_MAX = 200;

    private final Queue queue;

    QueueResource(Queue queue) {
        this.queue = queue;
    }

    @GetMapping
    Envelope<Map<String, Object>> list(
            Actor actor,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return page(queue, actor.person(), limit, cursor);
    }

    static Envelope<Map<String, Object>> page(Queue queue, @Nullable UUID user, int limit, @Nullable String cursor) {
        Faults faults = new Faults();
        if (limit < 1 || limit > LIMIT_MAX) {
            faults.add("?limit", "out_of_range", "From 1 to " + LIMIT_MAX + ".");
        }
        Optional<QueueStore.Cursor> after = cursor == null ? Optional.of(QueueStore.Cursor.START) : read(cursor);
        if (after.isEmpty()) {
            faults.add("?cursor", "malformed", "Use next_cursor of the page before.");
        }
        faults.check(GenerationProblem.INVALID);
        List<QueueStore.Row> rows = queue.list(user, after.orElseThrow(), limit);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("entries", rows.stream().map(QueueStore.Row::entry).toList());
        data.put(
                "next_cursor", rows.size() < limit ? null : write(rows.getLast().cursor()));
        return Envelope.of(data);
    }

    private static String write(QueueStore.Cursor cursor) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((cursor.rankAt() + " " + cursor.id()).getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<QueueStore.Cursor> read(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            return parts.length == 2
                    ? Optional.of(new QueueStore.Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException _) {
            return Optional.empty();
        }
    }

    @PostMapping("/pause")
    Envelope<Map<String, Object>> pause(Actor actor, @RequestBody QueueBody body) {
        return results(queue.pause(actor, actor.person(), chosen(body), true));
    }

    @PostMapping("/resume")
    Envelope<Map<String, Object>> resume(Actor actor, @RequestBody QueueBody body) {
        return results(queue.pause(actor, actor.person(), chosen(body), false));
    }

    @PostMapping("/cancel")
    Envelope<Map<String, Object>> cancel(Actor actor, @RequestBody QueueBody body) {
        return results(queue.cancel(actor, listed(body)));
    }

    @PostMapping("/retry")
    Envelope<Map<String, Object>> retry(Actor actor, @RequestBody QueueBody body) {
        return results(queue.retry(actor, chosen(body)));
    }

    @PostMapping("/lane")
    Envelope<Map<String, Object>> lane(Actor actor, @RequestBody QueueBody body) {
        Faults faults = new Faults();
        List<UUID> ids = body.listed(faults);
        Optional<Lane> lane = Lane.of(body.lane() == null ? "" : body.lane());
        if (lane.isEmpty()) {
            faults.add("/lane", "not_allowed", "One of low, normal, high.");
        }
        faults.check(GenerationProblem.INVALID);
        return results(queue.lane(actor.person(), ids, lane.orElseThrow()));
    }

    @PostMapping("/move")
    Envelope<Map<String, Object>> move(Actor actor, @RequestBody QueueBody body) {
        Faults faults = new Faults();
        UUID id = faults.uuid("/id", body.id());
        UUID before = faults.uuid("/before", body.before());
        if (body.id() == null) {
            faults.add("/id", "required", "Name the run.");
        }
        boolean toEnd = "front".equals(body.to()) || "back".equals(body.to());
        if (toEnd == (body.before() != null)) {
            faults.add("/to", "not_allowed", "Either to (front, back) or before (the id of another run).");
        }
        faults.check(GenerationProblem.INVALID);
        return id == null ? results(List.of()) : results(List.of(queue.move(actor.person(), id, body.to(), before)));
    }

    private static @Nullable List<UUID> chosen(QueueBody body) {
        Faults faults = new Faults();
        List<UUID> ids = body.chosen(faults, true);
        faults.check(GenerationProblem.INVALID);
        return ids;
    }

    static List<UUID> listed(QueueBody body) {
        Faults faults = new Faults();
        List<UUID> ids = body.listed(faults);
        faults.check(GenerationProblem.INVALID);
        return ids;
    }

    static Envelope<Map<String, Object>> results(List<Queue.Outcome> outcomes) {
        return Envelope.of(Map.of("results", outcomes));
    }
}
