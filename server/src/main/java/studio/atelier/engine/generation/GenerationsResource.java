package studio.atelier.engine.generation;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.credits.Credits;
import studio.atelier.engine.credits.LineView;
import studio.atelier.engine.generation.GenerationStore.Filter;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;

/// `/api/generate` and `/api/generations` (E4, E5).
@RestController
class GenerationsResource {

    private static final int LIMIT_MAX = 100;
    private static final int TITLE_MAX = 255;
    private static final int TAGS_MAX = 50;
    private static final int TAG_LENGTH_MAX = 60;
    private static final String STATUSES = "draft pending running completed failed cancelled";
    private static final String TYPES = "text image video audio";

    private final Generations generations;
    private final Credits credits;
    private final GenerationViews views;

    GenerationsResource(Generations generations, Credits credits, GenerationViews views) {
        this.generations = generations;
        this.credits = credits;
        this.views = views;
    }

    @PostMapping("/api/generate")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Envelope<JsonNode> generate(
            Actor actor,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody GenerationBody body) {
        return Envelope.of(views.accepted(generations.acceptTold(actor, body.request(key, "generate"))));
    }

    @GetMapping("/api/generations")
    Envelope<Map<String, Object>> list(
            Actor actor,
            @RequestParam(name = "project_id", required = false) @Nullable String projectId,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(name = "q", required = false) @Nullable String text,
            @RequestParam(defaultValue = "false") boolean trash,
            @RequestParam(defaultValue = "30") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Faults faults = new Faults();
        UUID project = faults.uuid("?project_id", projectId);
        UUID before = faults.uuid("?cursor", cursor);
        words("?status", status, STATUSES, faults);
        words("?type", type, TYPES, faults);
        if (limit < 1 || limit > LIMIT_MAX) {
            faults.add("?limit", "out_of_range", "From 1 to " + LIMIT_MAX + ".");
        }
        String search = text == null || text.isBlank() ? null : faults.limited("?q", text.trim(), TITLE_MAX);
        faults.check(GenerationProblem.INVALID);
        var page = generations.list(actor, new Filter(project, status, type, search, trash, before, limit));
        return Envelope.of(views.page(page));
    }

    @GetMapping("/api/generations/{id}")
    Envelope<JsonNode> find(Actor actor, @PathVariable String id) {
        return Envelope.of(views.one(generations.find(actor, id(id))));
    }

    record Changes(
            @Nullable String title,
            @Nullable List<String> tags,
            @Nullable Integer rating) {}

    @PatchMapping("/api/generations/{id}")
    Envelope<JsonNode> change(Actor actor, @PathVariable String id, @RequestBody Changes body) {
        Faults faults = new Faults();
        faults.limited("/title", body.title(), TITLE_MAX);
        if (body.rating() != null && (body.rating() < 1 || body.rating() > 5)) {
            faults.add("/rating", "out_of_range", "From 1 to 5.");
        }
        List<String> tags = body.tags();
        if (tags != null && (tags.size() > TAGS_MAX || tags.stream().anyMatch(tag -> tag.length() > TAG_LENGTH_MAX))) {
            faults.add("/tags", "too_long", "At most " + TAGS_MAX + " tags of " + TAG_LENGTH_MAX + " characters.");
        }
        faults.check(GenerationProblem.INVALID);
        return Envelope.of(views.one(generations.change(actor, id(id), body.title(), tags, body.rating())));
    }

    @PostMapping("/api/generations/{id}/cancel")
    Envelope<JsonNode> cancel(Actor actor, @PathVariable String id) {
        return Envelope.of(views.one(generations.cancel(actor, id(id))));
    }

    record Retry(@Nullable Boolean confirmUnknown) {}

    @PostMapping("/api/generations/{id}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Envelope<JsonNode> retry(
            Actor actor, @PathVariable String id, @RequestBody(required = false) @Nullable Retry body) {
        boolean confirmed = body != null && Boolean.TRUE.equals(body.confirmUnknown());
        return Envelope.of(views.one(generations.retry(actor, id(id), confirmed)));
    }

    /// To the trash, or with `permanent` for good: then there is nothing left to answer with.
    @DeleteMapping("/api/generations/{id}")
    ResponseEntity<Envelope<JsonNode>> delete(
            Actor actor, @PathVariable String id, @RequestParam(defaultValue = "false") boolean permanent) {
        if (permanent) {
            generations.delete(actor, id(id));
            return ResponseEntity.noContent().build();
        }
        return ResponseEntity.ok(Envelope.of(views.one(generations.trash(actor, id(id), true))));
    }

    @PostMapping("/api/generations/{id}/restore")
    Envelope<JsonNode> restore(Actor actor, @PathVariable String id) {
        return Envelope.of(views.one(generations.trash(actor, id(id), false)));
    }

    @GetMapping("/api/generations/{id}/ledger")
    Envelope<Map<String, List<LineView>>> ledger(Actor actor, @PathVariable String id) {
        Generation row = generations.find(actor, id(id));
        return Envelope.of(Map.of(
                "lines", credits.linesOf(row.id()).stream().map(LineView::of).toList()));
    }

    /// An id that is none is simply not found.
    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
    }

    private static void words(String pointer, @Nullable String given, String known, Faults faults) {
        if (given == null) {
            return;
        }
        List<String> allowed = List.of(known.split(" "));
        for (String word : given.split(",", -1)) {
            if (!allowed.contains(word)) {
                faults.add(pointer, "not_allowed", "One or several of " + String.join(", ", allowed) + ".");
                return;
            }
        }
    }
}
