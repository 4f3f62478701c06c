package studio.atelier.engine.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/admin/exposure`: runs that a provider may bill although nothing was delivered or charged here, from when
/// on administrators are told, and what is written off.
@RestController
class ExposureResource {

    private static final int LIMIT_MAX = 100;

    private static final int REASON_MAX = 500;
    private static final long AMOUNT_MAX = 1_000_000_000_000_000L;

    private final Generations generations;
    private final Exposures exposures;
    private final GenerationViews views;
    private final JsonMapper json;

    ExposureResource(Generations generations, Exposures exposures, GenerationViews views, JsonMapper json) {
        this.generations = generations;
        this.exposures = exposures;
        this.views = views;
        this.json = json;
    }

    @GetMapping("/api/admin/exposure")
    Envelope<Map<String, Object>> list(
            Admin admin,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Faults faults = new Faults();
        UUID before = faults.uuid("?cursor", cursor);
        if (limit < 1 || limit > LIMIT_MAX) {
            faults.add("?limit", "out_of_range", "From 1 to " + LIMIT_MAX + ".");
        }
        faults.check(GenerationProblem.INVALID);
        List<GenerationStore.Exposed> rows = generations.exposed(before, limit);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("generations", rows.stream().map(this::view).toList());
        data.put(
                "next_cursor",
                rows.size() == limit ? rows.getLast().generation().id() : null);
        data.put("totals", totals());
        return Envelope.of(data);
    }

    /// @param uncoveredMicros of runs in doubt and balances below zero; what own keys may be billed is not in it
    record TotalsView(
            long uncoveredMicros,
            long inDoubtMicros,
            long inDoubtOwnKeysMicros,
            long owedMicros,
            long heldMicros,
            @Nullable Long uncoveredLimitMicros,
            @Nullable Long heldLimitMicros) {}

    private TotalsView totals() {
        Exposures.Standing now = exposures.standing();
        return new TotalsView(
                now.totals().uncovered().value(),
                now.totals().inDoubt().value(),
                now.totals().inDoubtOwnKeys().value(),
                now.totals().owed().value(),
                now.totals().held().value(),
                limit(now, Exposures.Kind.UNCOVERED),
                limit(now, Exposures.Kind.HELD));
    }

    private static @Nullable Long limit(Exposures.Standing now, Exposures.Kind kind) {
        Micros limit = now.limits().get(kind);
        return limit == null ? null : limit.value();
    }

    /// @param kind        `uncovered` or `held`
    /// @param limitMicros null: never told
    record LimitBody(@Nullable String kind, @Nullable Long limitMicros) {}

    @PutMapping("/api/admin/exposure/limits")
    Envelope<TotalsView> limit(Admin admin, @RequestBody LimitBody body) {
        Faults faults = new Faults();
        var kind = Exposures.Kind.find(body.kind() == null ? "" : body.kind());
        if (kind.isEmpty()) {
            faults.add("/kind", "not_allowed", "One of uncovered, held.");
        }
        Long amount = body.limitMicros();
        if (amount != null && (amount < 1 || amount > AMOUNT_MAX)) {
            faults.add("/limit_micros", "out_of_range", "From 1 to " + AMOUNT_MAX + ", or null.");
        }
        faults.check(GenerationProblem.INVALID);
        exposures.limit(admin.actor(), kind.orElseThrow(), amount == null ? null : Micros.of(amount));
        return Envelope.of(totals());
    }

    record WriteOffBody(@Nullable String reason) {}

    @PostMapping("/api/admin/exposure/{id}/write-off")
    Envelope<Map<String, Object>> writeOff(Admin admin, @PathVariable String id, @RequestBody WriteOffBody body) {
        Faults faults = new Faults();
        String reason = faults.required("/reason", body.reason(), REASON_MAX);
        UUID run = faults.uuid("/id", id);
        faults.check(GenerationProblem.INVALID);
        if (run == null) {
            throw GenerationProblem.NOT_FOUND.problem();
        }
        Micros amount = exposures.writeOff(admin.actor(), run, reason);
        return Envelope.of(Map.of("id", run, "written_off_micros", amount.value()));
    }

    private JsonNode view(GenerationStore.Exposed row) {
        ObjectNode view = (ObjectNode) views.render(row.generation(), null);
        return view.put("exposure_micros", row.exposureMicros())
                .put("provider_request_id", row.providerRequestId())
                .set("sent_at", json.valueToTree(row.sentAt()));
    }
}
