package studio.atelier.backend.monitoring.internal;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.monitoring.MonitoringProblem;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// `/api/admin/monitoring`: failures, hours out of the ordinary, and the last week by the hour.
@RestController
class MonitoringResource {

    private final MonitoringStore store;

    MonitoringResource(MonitoringStore store) {
        this.store = store;
    }

    record Page(
            List<MonitoringStore.ShownFailure> failures,
            List<MonitoringStore.ShownAnomaly> anomalies,
            List<MonitoringStore.ShownHour> activity) {}

    @GetMapping("/api/admin/monitoring")
    Envelope<Page> page(Admin admin) {
        return Envelope.of(new Page(store.failures(), store.anomalies(), store.hours()));
    }

    /// Out of the way until it comes again.
    @PostMapping("/api/admin/monitoring/failures/{fingerprint}/resolve")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resolve(Admin admin, @PathVariable String fingerprint) {
        if (!store.resolve(fingerprint)) {
            throw MonitoringProblem.FAILURE_NOT_FOUND.problem();
        }
    }

    @PostMapping("/api/admin/monitoring/anomalies/seen")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void seen(Admin admin) {
        store.seen();
    }
}
