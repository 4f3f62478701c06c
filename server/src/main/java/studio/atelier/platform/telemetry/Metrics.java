package studio.atelier.platform.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.Supplier;

/// The metrics of the house: every name, unit, label and help text stands in this file, and the reference
/// is made from it. Labels come from closed sets and never name a person.
public enum Metrics {
    HTTP_REQUESTS(
            "atelier.http.requests",
            Kind.TIMER,
            "HTTP requests by surface, method and class of status.",
            "Rising 5xx: look for error lines with the same request id. Rising time: look at the database pool first.",
            "surface, method, status"),
    HTTP_REFUSALS(
            "atelier.http.refusals",
            Kind.COUNTER,
            "Refused requests by problem code.",
            "Many limits.exceeded: one caller is too fast or a limit too low. Many identity.*: somebody guesses.",
            "code"),
    LIMITS_ALONE(
            "atelier.limits.alone",
            Kind.COUNTER,
            "Requests counted by this node alone because Redis did not answer in time.",
            "Rising: Redis is down or slow; until it answers every node allows as much as all of them should.",
            ""),
    SIGN_INS(
            "atelier.identity.sign_ins",
            Kind.COUNTER,
            "Sign-ins by outcome.",
            "Many refused: somebody guesses passwords; the address stands in the log.",
            "outcome"),
    PASSWORD_HASHES_WAITING(
            "atelier.identity.password_hashes.waiting",
            Kind.GAUGE,
            "Sign-ins that wait for a free place to hash a password.",
            "Above zero for long: more sign-ins than this machine can check; sign-ins beyond the line get 429.",
            ""),
    PROVIDER_CALLS(
            "atelier.provider.calls",
            Kind.TIMER,
            "Calls to AI providers by provider, kind of call and outcome.",
            "Rising not_sent: more calls at once than a key may have. Rising no_answer or overloaded: look at the"
                    + " provider's status page. Rising key_rejected: a key has to be replaced.",
            "provider, call, outcome"),
    PROVIDER_CALLBACKS(
            "atelier.provider.callbacks",
            Kind.COUNTER,
            "Callbacks of providers by outcome: accepted, repeated, late, forged, wrong_token.",
            "Rising forged: somebody else calls, or the clock or the signing key of the provider changed; runs go on"
                    + " by polling. Rising wrong_token: somebody guesses.",
            "provider, outcome"),
    RUNS_ACTIVE(
            "atelier.runs.active",
            Kind.GAUGE,
            "Runs that this node works on.",
            "At ATELIER_RUNS_MAX for long: the node is full; allow more or add a node.",
            ""),
    ANSWERS_REUSED(
            "atelier.answers.reused",
            Kind.COUNTER,
            "Answers that were given again to the same person for the same request.",
            "Many: a program asks the same again and again; nothing has to be done.",
            ""),
    RUNS_DEAD(
            "atelier.runs.dead",
            Kind.GAUGE,
            "Dead letters: runs that were tried often enough and that nobody replayed or discarded.",
            "Rising: a provider or all workers of a kind are down; see /api/admin/dead-letters.",
            ""),
    EXPOSURE(
            "atelier.exposure.micros",
            Kind.GAUGE,
            "Micro-USD that nobody covers: what providers may bill without anything delivered, and balances below zero.",
            "Rising: a provider loses answers, or bills more than was held; see /api/admin/exposure.",
            ""),
    RUNS_ENDED(
            "atelier.runs.ended",
            Kind.COUNTER,
            "Runs by how they ended.",
            "Rising failed: look at the error codes in the log, and at the list of unknown outcomes.",
            "status"),
    RUN_TIME(
            "atelier.runs.time",
            Kind.TIMER,
            "Runs from their start to their end, by type, model and how they ended.",
            "Rising time of one model: its provider is slow; see the page of providers, or route to another model.",
            "generation_type, model, status"),
    OUTPUTS(
            "atelier.runs.outputs",
            Kind.COUNTER,
            "Pictures, clips and sounds that runs made and kept, by type and model.",
            "What the studio is used for; nothing has to be done.",
            "generation_type, model"),
    PEOPLE_ACTIVE(
            "atelier.people.active",
            Kind.GAUGE,
            "People who asked this node for something in the last five minutes.",
            "Before maintenance: wait until it is low.",
            ""),
    WORKERS(
            "atelier.workers",
            Kind.GAUGE,
            "GPU workers by state.",
            "Silent above zero: machines went away without a word; look at them. All busy for long: start more.",
            "state"),
    WORKER_JOBS_WAITING(
            "atelier.worker_jobs.waiting",
            Kind.GAUGE,
            "Jobs that wait for a GPU worker, by job kind.",
            "Rising: too few workers of this kind; above zero without workers: nobody serves it.",
            "job_kind"),
    WORKER_JOBS_LEASED(
            "atelier.worker_jobs.leased",
            Kind.GAUGE,
            "Jobs in the hands of GPU workers, by job kind.",
            "At the number of workers: all of them work.",
            "job_kind"),
    WORKER_JOBS_OLDEST(
            "atelier.worker_jobs.oldest_seconds",
            Kind.GAUGE,
            "How long the oldest job has waited for a GPU worker, by job kind.",
            "Longer than people wait: start more workers of this kind.",
            "job_kind"),
    STORAGE_FREE_BYTES(
            "atelier.storage.free_bytes",
            Kind.GAUGE,
            "Bytes free on the disk of the objects.",
            "A low value: below a tenth of the disk the log and the event storage.ran_low.v1 say so, below"
                    + " ATELIER_STORAGE_FREE_MIN new files are refused.",
            ""),
    REALTIME_CLIENTS(
            "atelier.realtime.clients",
            Kind.GAUGE,
            "Realtime sockets open at this node.",
            "At ATELIER_REALTIME_CLIENTS: further clients get 429; allow more or add a node.",
            ""),
    REALTIME_CHANNELS(
            "atelier.realtime.channels",
            Kind.GAUGE,
            "Channels that clients of this node have joined.",
            "Far more than clients: a page joins channels and does not leave them.",
            ""),
    REALTIME_MESSAGES(
            "atelier.realtime.messages",
            Kind.COUNTER,
            "Realtime messages by direction: in from clients, out to them.",
            "Rising out without in: the database sends, or rows change, for many subscribers.",
            "direction"),
    REALTIME_CUT(
            "atelier.realtime.cut",
            Kind.COUNTER,
            "Realtime clients that were cut, by reason.",
            "Rising too slow: clients get more than their network takes; send less, or raise ATELIER_REALTIME_QUEUE."
                    + " Rising malformed: somebody speaks another protocol.",
            "reason"),
    REALTIME_RELAYED(
            "atelier.realtime.relayed",
            Kind.COUNTER,
            "Words between nodes, broadcasts and presence: in, out, dropped.",
            "Dropped rising: this node says more than NOTIFY carries; people on other nodes miss broadcasts.",
            "direction"),
    REALTIME_CHANGES(
            "atelier.realtime.changes",
            Kind.COUNTER,
            "Changes of rows by outcome: delivered, once for each subscriber of each; dropped, for whoever subscribed.",
            "Dropped rising: clients or the database do not keep up, or the log was read again from its end.",
            "outcome"),
    REALTIME_CHANGES_LAG(
            "atelier.realtime.changes.lag",
            Kind.TIMER,
            "From the commit of a change until it was handed to its subscribers.",
            "Above a second: policies that are asked of the database are slow, or the log is read late.",
            "");

    private enum Kind {
        TIMER,
        COUNTER,
        GAUGE
    }

    private final String id;
    private final Kind kind;
    private final String help;
    private final String advice;
    private final String labels;

    /// @param labels names, comma separated
    Metrics(String id, Kind kind, String help, String advice, String labels) {
        this.id = id;
        this.kind = kind;
        this.help = help;
        this.advice = advice;
        this.labels = labels;
    }

    /// @param labelValues in the order of the labels
    public Timer timer(MeterRegistry registry, String... labelValues) {
        expect(Kind.TIMER, labelValues);
        return Timer.builder(id).description(help).tags(tags(labelValues)).register(registry);
    }

    /// @param labelValues in the order of the labels
    public Counter counter(MeterRegistry registry, String... labelValues) {
        expect(Kind.COUNTER, labelValues);
        return Counter.builder(id).description(help).tags(tags(labelValues)).register(registry);
    }

    /// @param value       asked for at each scrape
    /// @param labelValues in the order of the labels
    public void gauge(MeterRegistry registry, Supplier<Number> value, String... labelValues) {
        expect(Kind.GAUGE, labelValues);
        Gauge.builder(id, value).description(help).tags(tags(labelValues)).register(registry);
    }

    /// How often it was counted since the start, over all meters with this value of a label.
    ///
    /// @param label empty for all
    public long total(MeterRegistry registry, String label, String value) {
        return registry.find(id).meters().stream()
                .filter(meter -> label.isEmpty() || value.equals(meter.getId().getTag(label)))
                .mapToLong(meter -> meter instanceof Timer timer ? timer.count() : (long) ((Counter) meter).count())
                .sum();
    }

    /// One row of the reference: name as scraped, kind, labels, help, what to do.
    public List<String> row() {
        String scraped = id.replace('.', '_')
                + switch (kind) {
                    case TIMER -> "_seconds";
                    case COUNTER -> "_total";
                    case GAUGE -> "";
                };
        return List.of(scraped, kind.name().toLowerCase(java.util.Locale.ROOT), labels, help, advice);
    }

    private void expect(Kind wanted, String[] labelValues) {
        if (kind != wanted || labelValues.length != names().length) {
            throw new IllegalArgumentException(id + " is a " + kind + " with the labels: " + labels);
        }
    }

    private String[] names() {
        return labels.isEmpty() ? new String[0] : labels.split(", ", -1);
    }

    private String[] tags(String[] labelValues) {
        String[] names = names();
        String[] tags = new String[labelValues.length * 2];
        for (int at = 0; at < labelValues.length; at++) {
            tags[2 * at] = names[at];
            tags[2 * at + 1] = labelValues[at];
        }
        return tags;
    }
}
