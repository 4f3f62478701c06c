package studio.atelier.engine.workers;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.generation.RemoteDemand;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Envelope;

/// How much work waits, as JSON with the numbers at fixed places, for KEDA and whoever else starts
/// machines: for administrators with an access key, and for workers about what they may serve.
@RestController
class DemandResource {

    private final Demand demand;
    private final JobKinds kinds;
    private final Recognised recognised;

    DemandResource(Demand demand, JobKinds kinds, Recognised recognised) {
        this.demand = demand;
        this.kinds = kinds;
        this.recognised = recognised;
    }

    /// @param value   jobs that want a worker, those in work included: what an autoscaler divides by the
    ///     jobs a machine does at once
    record KindView(String jobKind, long waiting, long leased, long oldestSeconds, long value) {
        static KindView of(RemoteDemand demand) {
            return new KindView(
                    demand.jobKind(),
                    demand.waiting(),
                    demand.leased(),
                    demand.oldest().toSeconds(),
                    demand.waiting() + demand.leased());
        }
    }

    /// @param kinds by name; one where a kind was asked for
    record View(long waiting, long leased, long oldestSeconds, long value, List<KindView> kinds) {
        static View of(List<KindView> kinds) {
            return new View(
                    kinds.stream().mapToLong(KindView::waiting).sum(),
                    kinds.stream().mapToLong(KindView::leased).sum(),
                    kinds.stream().mapToLong(KindView::oldestSeconds).max().orElse(0),
                    kinds.stream().mapToLong(KindView::value).sum(),
                    kinds);
        }
    }

    @GetMapping("/api/workers/demand")
    Envelope<View> demand(Admin admin, @RequestParam(required = false) @Nullable String kind) {
        if (kind == null) {
            return Envelope.of(View.of(demand.all().values().stream()
                    .map(KindView::of)
                    .sorted(Comparator.comparing(KindView::jobKind))
                    .toList()));
        }
        if (!kinds.knows(kind)) {
            throw WorkersProblem.KIND_UNKNOWN.problem(
                    "There is no job kind \"" + kind + "\". Known are: " + String.join(", ", kinds.all()) + ".");
        }
        return Envelope.of(View.of(List.of(KindView.of(demand.of(kind)))));
    }

    @GetMapping("/api/worker/v1/demand")
    Envelope<View> demandForWorker(Caller caller, HttpServletRequest request) {
        Worker worker = recognised.worker(request.getHeader("Authorization"), caller);
        return Envelope.of(View.of(worker.jobKinds().stream()
                .sorted()
                .map(kind -> KindView.of(demand.of(kind)))
                .toList()));
    }
}
