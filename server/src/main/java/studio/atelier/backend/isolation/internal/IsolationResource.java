package studio.atelier.backend.isolation.internal;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.limits.Limiter;

/// `POST /auth/test-isolation`, for administrators (D64, D81).
@RestController
class IsolationResource {

    private final Isolation isolation;
    private final Limiter runs;

    IsolationResource(Isolation isolation, Limiter isolationRuns) {
        this.isolation = isolation;
        this.runs = isolationRuns;
    }

    @PostMapping("/auth/test-isolation")
    Envelope<Isolation.Report> test(Admin admin) {
        runs.check(admin.actor().person().toString());
        return Envelope.of(isolation.run(admin.actor()));
    }
}
