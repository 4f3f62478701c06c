package studio.atelier.platform.http.internal;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.http.Version;
import studio.atelier.platform.telemetry.HealthChecks;
import studio.atelier.platform.telemetry.HealthChecks.Finding;

/// Probes and metrics for those who run the server. Source: D60 to D62; DESIGN 10 "Networks".
@RestController
class OperationsResource {

    private final HealthChecks checks;
    private final PrometheusMeterRegistry registry;
    private final HttpSettings settings;
    private final Version version;

    OperationsResource(HealthChecks checks, PrometheusMeterRegistry registry, HttpSettings settings, Version version) {
        this.checks = checks;
        this.registry = registry;
        this.settings = settings;
        this.version = version;
    }

    /// Alive: the process answers.
    @GetMapping("/healthz")
    Map<String, String> alive() {
        return Map.of("status", "ok");
    }

    /// Ready: everything the server needs is there. Details only for the operator.
    @GetMapping("/readyz")
    ResponseEntity<Map<String, Object>> ready(Caller caller, HttpServletRequest request) {
        List<Finding> findings = checks.look();
        boolean up = findings.stream().allMatch(Finding::up);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "ok" : "unavailable");
        body.put("checks", operator(caller, request) ? findings : withoutDetail(findings));
        return ResponseEntity.status(up ? 200 : 503).body(body);
    }

    @GetMapping("/api/health")
    Envelope<Map<String, Object>> health(Caller caller, HttpServletRequest request) {
        List<Finding> findings = checks.look();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("status", findings.stream().allMatch(Finding::up) ? "ok" : "unavailable");
        if (operator(caller, request)) {
            data.put("version", version.number());
            data.put("uptime_seconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
            data.put("checks", findings);
        }
        return Envelope.of(data);
    }

    @GetMapping("/metrics")
    ResponseEntity<String> metrics(Caller caller, HttpServletRequest request) {
        if (!operator(caller, request)) {
            throw HttpProblem.SIGN_IN_REQUIRED.problem(
                    "Metrics are open on this machine only; elsewhere send the operations token as bearer.");
        }
        return ResponseEntity.ok()
                .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .body(registry.scrape());
    }

    private boolean operator(Caller caller, HttpServletRequest request) {
        if (caller.exchange().local() || caller.actor().admin()) {
            return true;
        }
        String given = request.getHeader("Authorization");
        return given != null
                && settings.operationsToken()
                        .map(token -> MessageDigest.isEqual(
                                ("Bearer " + token.reveal()).getBytes(StandardCharsets.UTF_8),
                                given.getBytes(StandardCharsets.UTF_8)))
                        .orElse(false);
    }

    private static List<Map<String, String>> withoutDetail(List<Finding> findings) {
        return findings.stream()
                .map(finding -> Map.of("name", finding.name(), "status", finding.status()))
                .toList();
    }
}
