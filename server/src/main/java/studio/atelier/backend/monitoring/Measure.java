package studio.atelier.backend.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import studio.atelier.platform.telemetry.Metrics;

/// What is counted by the hour, each from one of the metrics of the house.
public enum Measure {
    REQUESTS("requests", Metrics.HTTP_REQUESTS, "", "", false),
    REFUSALS("refusals", Metrics.HTTP_REFUSALS, "", "", true),
    SERVER_ERRORS("server_errors", Metrics.HTTP_REQUESTS, "status", "5xx", true),
    SIGN_INS("sign_ins", Metrics.SIGN_INS, "outcome", "accepted", false),
    SIGN_INS_REFUSED("sign_ins_refused", Metrics.SIGN_INS, "outcome", "refused", true),
    RUNS_COMPLETED("runs_completed", Metrics.RUNS_ENDED, "status", "completed", false),
    RUNS_FAILED("runs_failed", Metrics.RUNS_ENDED, "status", "failed", true);

    private final String word;
    private final Metrics metric;
    private final String label;
    private final String value;
    private final boolean watched;

    /// @param label   whose value is asked for; empty counts all
    /// @param watched whether an hour with far more than usual is worth a word
    Measure(String word, Metrics metric, String label, String value, boolean watched) {
        this.word = word;
        this.metric = metric;
        this.label = label;
        this.value = value;
        this.watched = watched;
    }

    public String word() {
        return word;
    }

    public boolean watched() {
        return watched;
    }

    /// Since this node started.
    public long total(MeterRegistry registry) {
        return metric.total(registry, label, value);
    }
}
