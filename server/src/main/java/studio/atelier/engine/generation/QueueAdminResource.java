package studio.atelier.engine.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// `/api/admin/queue` and `/api/admin/dead-letters`: everybody's runs, weights and limits.
@RestController
@RequestMapping("/api/admin")
class QueueAdminResource {

    private static final int LIMIT_MAX = 100;

    private final Queue queue;
    private final QueueRules rules;

    QueueAdminResource(Queue queue, QueueRules rules) {
        this.queue = queue;
        this.rules = rules;
    }

    @GetMapping("/queue")
    Envelope<Map<String, Object>> list(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return QueueResource.page(queue, null, limit, cursor);
    }

    @PostMapping("/queue/pause")
    Envelope<Map<String, Object>> pause(Admin admin, @RequestBody QueueBody body) {
        return QueueResource.results(queue.pause(admin.actor(), null, QueueResource.listed(body), true));
    }

    @PostMapping("/queue/resume")
    Envelope<Map<String, Object>> resume(Admin admin, @RequestBody QueueBody body) {
        return QueueResource.results(queue.pause(admin.actor(), null, QueueResource.listed(body), false));
    }

    @PostMapping("/queue/cancel")
    Envelope<Map<String, Object>> cancel(Admin admin, @RequestBody QueueBody body) {
        return QueueResource.results(queue.cancelAnybodys(admin.actor(), QueueResource.listed(body)));
    }

    @GetMapping("/queue/rules")
    Envelope<QueueRules.Rules> rules(Admin admin) {
        return Envelope.of(rules.all());
    }

    @PutMapping("/queue/tiers")
    Envelope<QueueRules.Rules> tier(Admin admin, @RequestBody QueueRules.Tier tier) {
        return Envelope.of(rules.tier(admin.actor(), tier));
    }

    @PutMapping("/queue/people")
    Envelope<QueueRules.Rules> person(Admin admin, @RequestBody QueueRules.Member member) {
        return Envelope.of(rules.member(admin.actor(), member));
    }

    @PutMapping("/queue/organisations")
    Envelope<QueueRules.Rules> organisation(Admin admin, @RequestBody QueueRules.Organisation organisation) {
        return Envelope.of(rules.organisation(admin.actor(), organisation));
    }

    @PutMapping("/queue/limits")
    Envelope<QueueRules.Rules> limit(Admin admin, @RequestBody QueueRules.Limit limit) {
        return Envelope.of(rules.limit(admin.actor(), limit));
    }

    @GetMapping("/dead-letters")
    Envelope<Map<String, Object>> deadLetters(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Faults faults = new Faults();
        UUID before = faults.uuid("?cursor", cursor);
        if (limit < 1 || limit > LIMIT_MAX) {
            faults.add("?limit", "out_of_range", "From 1 to " + LIMIT_MAX + ".");
        }
        faults.check(GenerationProblem.INVALID);
        List<DeadLetter> letters = queue.deadLetters(before, limit);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("dead_letters", letters);
        data.put(
                "next_cursor", letters.size() < limit ? null : letters.getLast().id());
        return Envelope.of(data);
    }

    @PostMapping("/dead-letters/replay")
    Envelope<Map<String, Object>> replay(Admin admin, @RequestBody QueueBody body) {
        return QueueResource.results(queue.replay(admin.actor(), QueueResource.listed(body)));
    }

    @PostMapping("/dead-letters/discard")
    Envelope<Map<String, Object>> discard(Admin admin, @RequestBody QueueBody body) {
        return QueueResource.results(queue.discard(admin.actor(), QueueResource.listed(body)));
    }
}
