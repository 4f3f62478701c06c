package studio.atelier.testkit.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The jobs of a fake. They move by looks or by a control call, never by the clock: the first look finds a job
/// queued, the next ones running, and the one after [#LOOKS] finds it over.
public final class FakeJobs {

    static final int LOOKS = 2;

    private final FakeServer server;
    private final FakeFaults faults;
    private final FakeHooks hooks;
    private final Map<String, FakeJob> jobs = new LinkedHashMap<>();
    private int looks = LOOKS;

    FakeJobs(FakeServer server, FakeApi api, FakeFaults faults) {
        this.server = server;
        this.faults = faults;
        hooks = new FakeHooks(api);
    }

    /// @param webhook empty for none
    public synchronized FakeJob add(String id, FakeSale sale, JsonNode request, String webhook) {
        long now = System.currentTimeMillis();
        FakeJob job = new FakeJob(id, sale, request, webhook, FakeJob.State.QUEUED, 0, now, now);
        jobs.put(id, job);
        return job;
    }

    /// Looks at a job, which moves it on.
    ///
    /// @return empty when the request is answered already: unknown, or a `poll-` fault
    public Optional<FakeJob> look(FakeExchange exchange, String id) throws IOException {
        return looked(exchange, id, "poll", true);
    }

    /// The same for a request that does not move the job.
    ///
    /// @param phase of the faults: `result`, `cancel`
    public Optional<FakeJob> find(FakeExchange exchange, String id, String phase) throws IOException {
        return looked(exchange, id, phase, false);
    }

    private Optional<FakeJob> looked(FakeExchange exchange, String id, String phase, boolean moves) throws IOException {
        Optional<FakeJob> known = get(id);
        if (known.isEmpty()) {
            server.refuse(exchange, FakeRefusal.NOT_FOUND);
            return known;
        }
        if (faults.faulty(exchange, known.get().sale(), phase)) {
            return Optional.empty();
        }
        return moves ? Optional.of(move(id)) : known;
    }

    public synchronized Optional<FakeJob> get(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /// @return the job as it is afterwards; one that is over stays as it is
    public synchronized FakeJob cancel(FakeJob job) {
        FakeJob now = jobs.getOrDefault(job.id(), job);
        if (!now.state().over()) {
            now = now.in(FakeJob.State.CANCELLED, now.looks());
            jobs.put(job.id(), now);
        }
        return now;
    }

    public synchronized void remove(FakeJob job) {
        jobs.remove(job.id());
    }

    /// Brings a job to its end at once, without a message: for providers that can be asked to wait.
    public synchronized FakeJob end(FakeJob job) {
        FakeJob over = job.in(job.end(), job.looks());
        jobs.put(job.id(), over);
        return over;
    }

    private FakeJob move(String id) {
        FakeJob before;
        FakeJob now;
        synchronized (this) {
            before = jobs.get(id);
            now = before.state().over() ? before : before.in(next(before), before.looks() + 1);
            jobs.put(id, now);
        }
        if (now.state().over() && !before.state().over() && hooks.wanted(now)) {
            Thread.ofVirtual().start(() -> hooks.send(now, ""));
        }
        return now;
    }

    private FakeJob.State next(FakeJob job) {
        FakeMode mode = job.sale().mode();
        if (mode.is("instant")) {
            return job.end();
        }
        boolean over = looks >= 0 && job.looks() >= looks && !mode.is("stuck");
        if (over) {
            return job.end();
        }
        return job.looks() == 0 ? FakeJob.State.QUEUED : FakeJob.State.RUNNING;
    }

    synchronized Object looks(int wanted) {
        looks = wanted;
        return Map.of("looks", looks);
    }

    /// @param id of one job; empty for all
    Object finish(String id) {
        List<FakeJob> ended = new ArrayList<>();
        synchronized (this) {
            for (FakeJob job : List.copyOf(jobs.values())) {
                if (!job.state().over() && (id.isEmpty() || id.equals(job.id()))) {
                    ended.add(end(job));
                }
            }
        }
        ended.stream().filter(hooks::wanted).forEach(job -> hooks.send(job, ""));
        return Map.of("ended", ended.stream().map(FakeJob::id).toList());
    }

    Object repeat(String id, int times, String spoil) {
        FakeJob job = get(id).orElseThrow();
        for (int time = 0; time < times; time++) {
            hooks.send(job, spoil);
        }
        return hooks.deliveries();
    }

    Object deliveries() {
        return hooks.deliveries();
    }

    synchronized Object all() {
        return Map.of(
                "jobs",
                jobs.values().stream()
                        .map(job -> Map.of(
                                "id",
                                job.id(),
                                "sale",
                                job.sale().id(),
                                "state",
                                job.state(),
                                "looks",
                                job.looks(),
                                "prompt",
                                job.sale().prompt(),
                                "webhook",
                                job.webhook()))
                        .toList());
    }

    synchronized void clear() {
        jobs.clear();
        looks = LOOKS;
        hooks.clear();
    }
}
