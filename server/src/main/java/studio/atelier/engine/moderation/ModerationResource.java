package studio.atelier.engine.moderation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;

/// `/api/admin/moderation`: rules and cases.
@RestController
class ModerationResource {

    private static final int TEXT_LENGTH_MAX = 32_000;

    private final Moderator moderator;

    ModerationResource(Moderator moderator) {
        this.moderator = moderator;
    }

    record Judgement(@Nullable Boolean allowed, @Nullable String reason) {}

    record Try(@Nullable String text) {}

    @GetMapping("/api/admin/moderation/rules")
    Envelope<Map<String, List<Moderator.Shown>>> rules(Admin admin) {
        return Envelope.of(Map.of("rules", moderator.rules()));
    }

    @PutMapping("/api/admin/moderation/rules/{id}")
    Envelope<JsonNode> put(Admin admin, @PathVariable String id, @RequestBody JsonNode rule) {
        return Envelope.of(moderator.put(admin, id, rule));
    }

    @DeleteMapping("/api/admin/moderation/rules/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Admin admin, @PathVariable String id) {
        moderator.remove(admin, id);
    }

    @PostMapping("/api/admin/moderation/try")
    Envelope<Map<String, String>> tryOut(Admin admin, @RequestBody Try body) {
        Faults faults = new Faults();
        String text = faults.required("/text", body.text(), TEXT_LENGTH_MAX);
        faults.check(ModerationProblem.INVALID);
        return Envelope.of(
                switch (moderator.tryOut(text)) {
                    case Moderation.Allowed() -> Map.of("decision", "allowed");
                    case Moderation.Flagged(String rule) -> Map.of("decision", "flagged", "rule", rule);
                    case Moderation.Blocked(String rule, String sentence) ->
                        Map.of("decision", "blocked", "rule", rule, "sentence", sentence);
                });
    }

    /// @param decision `blocked` or `flagged`; both without it
    /// @param before   the `next_before` of the page before
    @GetMapping("/api/admin/moderation/cases")
    Envelope<Map<String, Object>> cases(
            Admin admin,
            @RequestParam(required = false) @Nullable String decision,
            @RequestParam(required = false) @Nullable Instant before,
            @RequestParam(defaultValue = "50") int limit) {
        List<ModerationStore.Case> page = moderator.cases(admin, decision, before, limit);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("cases", page);
        data.put("next_before", page.isEmpty() ? null : page.getLast().lastAt());
        return Envelope.of(data);
    }

    /// `allowed` false takes it back.
    @PutMapping("/api/admin/moderation/cases/{id}")
    Envelope<ModerationStore.Case> override(Admin admin, @PathVariable UUID id, @RequestBody Judgement body) {
        return Envelope.of(moderator.allow(admin, id, !Boolean.FALSE.equals(body.allowed()), body.reason()));
    }
}
