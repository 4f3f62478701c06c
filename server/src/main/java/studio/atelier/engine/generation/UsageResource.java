package studio.atelier.engine.generation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.credits.Balance;
import studio.atelier.engine.credits.Credits;
import studio.atelier.engine.generation.UsageStore.Scope;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// What a person's own generations came to (E6, E43).
@RestController
class UsageResource {

    private static final int DAYS_MAX = 3_660;

    private final Transactions transactions;
    private final UsageStore store;
    private final Credits credits;

    UsageResource(Transactions transactions, UsageStore store, Credits credits) {
        this.transactions = transactions;
        this.store = store;
        this.credits = credits;
    }

    @GetMapping("/api/generations/stats")
    Envelope<Map<String, Object>> stats(
            Actor actor,
            @RequestParam(name = "project_id", required = false) @Nullable String projectId,
            @RequestParam(defaultValue = "30") String days) {
        Scope scope = scope(actor, projectId, days);
        return Envelope.of(transactions.asUser(actor, tx -> {
            var status = store.byStatus(tx, scope);
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("total", status.total());
            data.put("completed", status.completed());
            data.put("failed", status.failed());
            data.put("cancelled", status.cancelled());
            data.put("running", status.running());
            data.put("cost_micros", status.costMicros());
            data.put("by_type", store.byType(tx, scope));
            data.put("by_model", store.byModel(tx, scope));
            data.put("by_day", store.byDay(tx, scope));
            return data;
        }));
    }

    record CreditsView(long balanceMicros, long heldMicros, long grantedMicros, long spentMicros) {}

    @GetMapping("/api/usage")
    Envelope<Map<String, Object>> usage(
            Actor actor,
            @RequestParam(name = "project_id", required = false) @Nullable String projectId,
            @RequestParam(defaultValue = "30") String days) {
        Scope scope = scope(actor, projectId, days);
        Balance balance = credits.balance(actor.person());
        return Envelope.of(transactions.asUser(actor, tx -> {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("total", store.total(tx, scope));
            data.put("today", store.today(tx, actor.person()));
            data.put("by_model", store.byModel(tx, scope));
            data.put("by_project", store.byProject(tx, scope));
            data.put("by_type", store.byType(tx, scope));
            data.put("by_day", store.byDay(tx, scope));
            data.put(
                    "credits",
                    new CreditsView(
                            balance.available().value(),
                            balance.held().value(),
                            balance.granted().value(),
                            balance.spent().value()));
            return data;
        }));
    }

    private static Scope scope(Actor actor, @Nullable String projectId, String days) {
        Faults faults = new Faults();
        UUID project = faults.uuid("?project_id", projectId);
        Integer count = null;
        if (!days.equals("all")) {
            try {
                count = Integer.parseInt(days);
            } catch (NumberFormatException _) {
                count = 0;
            }
            if (count < 1 || count > DAYS_MAX) {
                faults.add("?days", "out_of_range", "From 1 to " + DAYS_MAX + ", or all.");
            }
        }
        faults.check(GenerationProblem.INVALID);
        return new Scope(actor.person(), count, project);
    }
}
