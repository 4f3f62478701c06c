package studio.atelier.engine.workers;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.generation.RemoteRuns;
import studio.atelier.engine.generation.RemoteTicket;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.ProblemException;

/// Who the workers are: made, changed and removed by administrators, recognised by their credentials.
/// Thread-safe. Source: C21, C26, C87, C91, C92.
final class Workers {

    /// All of them are shown on one page.
    static final int WORKERS_MAX = 1_000;

    private final Transactions transactions;
    private final WorkerStore store;
    private final JobStore jobs;
    private final WorkerForm form;
    private final RemoteRuns runs;
    private final Audit audit;
    private final Made made;

    /// Where time, ids and randomness come from.
    ///
    /// @param silentAfter after how long without a word a worker counts as gone
    record Made(Clock clock, Ids ids, SecureRandom random, Duration silentAfter) {}

    /// The rooms and statements it works with.
    record Parts(Transactions transactions, WorkerStore store, JobStore jobs, RemoteRuns runs, Audit audit) {}

    Workers(Parts parts, WorkerForm form, Made made) {
        this.transactions = parts.transactions();
        this.store = parts.store();
        this.jobs = parts.jobs();
        this.runs = parts.runs();
        this.audit = parts.audit();
        this.form = form;
        this.made = made;
    }

    /// A worker with its credential in the clear, for the one answer that shows it.
    record WithKey(Worker worker, WorkerKey key) {}

    /// @throws ProblemException `workers.invalid` with every fault, `workers.name_taken`,
    ///     `workers.too_many`
    WithKey create(Admin admin, WorkerDraft draft) {
        Faults faults = new Faults();
        WorkerStore.Terms terms = form.terms(draft, faults);
        String url = form.url("/url", draft.url(), faults);
        if (draft.draining() != null) {
            faults.add("/draining", "unknown", "A new worker is not draining.");
        }
        faults.check(WorkersProblem.INVALID);
        UUID id = made.ids().next();
        WorkerKey key = WorkerKey.make(made.random());
        return named(() -> transactions.asSystem("new worker", tx -> {
            if (store.count(tx) >= WORKERS_MAX) {
                throw WorkersProblem.TOO_MANY.problem();
            }
            store.insert(tx, id, terms, key);
            if (url != null) {
                store.setUrl(tx, id, url);
            }
            Worker worker = require(tx, id);
            note(tx, admin.actor(), "workers.created", worker);
            return new WithKey(worker, key);
        }));
    }

    /// By name.
    List<Worker> list() {
        return transactions.asSystem("workers", store::list);
    }

    /// @throws ProblemException `workers.not_found`
    Worker find(UUID id) {
        return transactions.asSystem("worker", tx -> require(tx, id));
    }

    /// @throws ProblemException as [#create], and `workers.not_found`
    Worker change(Admin admin, UUID id, WorkerDraft draft) {
        return named(() -> transactions.asSystem("change worker", tx -> {
            Worker before = require(tx, id);
            Faults faults = new Faults();
            WorkerStore.Terms terms = form.terms(draft, before, faults);
            String url = form.url("/url", draft.url(), faults);
            faults.check(WorkersProblem.INVALID);
            boolean draining = draft.draining() == null ? before.draining() : draft.draining();
            store.change(tx, id, terms, draining);
            if (url != null) {
                store.setUrl(tx, id, url);
            } else if (draft.url() != null) {
                store.removeUrl(tx, id);
            }
            Worker after = require(tx, id);
            String action = draining == before.draining() ? "changed" : draining ? "drained" : "resumed";
            note(tx, admin.actor(), "workers." + action, after);
            return after;
        }));
    }

    /// A new credential; the one before is void at once.
    ///
    /// @throws ProblemException `workers.not_found`
    WithKey renew(Admin admin, UUID id) {
        WorkerKey key = WorkerKey.make(made.random());
        Worker worker = transactions.asSystem("renew credential", tx -> {
            if (!store.changeKey(tx, id, key)) {
                throw WorkersProblem.NOT_FOUND.problem();
            }
            Worker after = require(tx, id);
            note(tx, admin.actor(), "workers.credential_renewed", after);
            return after;
        });
        return new WithKey(worker, key);
    }

    /// Its credential is void at once, and what it had in hand goes back to the queue.
    ///
    /// @throws ProblemException `workers.not_found`
    void remove(Admin admin, UUID id) {
        List<RemoteTicket> held = transactions.asSystem("remove worker", tx -> {
            Worker worker = require(tx, id);
            List<RemoteTicket> open = jobs.open(tx, id);
            store.delete(tx, id);
            note(tx, admin.actor(), "workers.removed", worker);
            return open;
        });
        held.forEach(runs::handBack);
    }

    /// Where a worker can be told of work.
    ///
    /// @param actor   null: the worker itself
    /// @param pointer of the field, for faults
    /// @param url     null takes it away
    /// @throws ProblemException `workers.invalid`, `workers.not_found`
    Worker moveTo(@Nullable Actor actor, UUID id, String pointer, @Nullable String url) {
        Faults faults = new Faults();
        String address = form.url(pointer, url, faults);
        faults.check(WorkersProblem.INVALID);
        return transactions.asSystem("address of a worker", tx -> {
            require(tx, id);
            if (address == null) {
                store.removeUrl(tx, id);
            } else {
                store.setUrl(tx, id, address);
            }
            Worker after = require(tx, id);
            note(tx, actor, "workers.url_changed", after);
            return after;
        });
    }

    WorkerState state(Worker worker) {
        return WorkerState.of(worker, made.clock().instant(), made.silentAfter());
    }

    Clock clock() {
        return made.clock();
    }

    private Worker require(Tx tx, UUID id) {
        return store.find(tx, id).orElseThrow(WorkersProblem.NOT_FOUND::problem);
    }

    private void note(Tx tx, @Nullable Actor actor, String action, Worker worker) {
        audit.record(
                tx,
                actor,
                action,
                "worker " + worker.id(),
                Map.of("name", worker.name(), "job_kinds", worker.jobKinds(), "labels", worker.labels()));
    }

    private static <T> T named(Supplier<T> write) {
        try {
            return write.get();
        } catch (DataIntegrityViolationException failure) {
            if (String.valueOf(failure.getMessage()).contains("workers_name_unique")) {
                throw WorkersProblem.NAME_TAKEN.problem();
            }
            throw failure;
        }
    }
}
