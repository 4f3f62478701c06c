package studio.atelier.engine.workers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// `/api/workers`: the machines of the operator, for administrators.
@RestController
@RequestMapping("/api/workers")
class WorkersResource {

    private final Workers workers;
    private final JobKinds kinds;

    WorkersResource(Workers workers, JobKinds kinds) {
        this.workers = workers;
        this.kinds = kinds;
    }

    record KindView(String jobKind, List<String> models) {}

    record Page(List<WorkerView> workers, List<KindView> jobKinds) {}

    @GetMapping
    Envelope<Page> list(Admin admin) {
        return Envelope.of(new Page(
                workers.list().stream().map(this::view).toList(),
                kinds.all().stream()
                        .map(kind -> new KindView(kind, kinds.models(kind)))
                        .toList()));
    }

    @PostMapping
    ResponseEntity<Envelope<Map<String, Object>>> create(Admin admin, @RequestBody WorkerDraft draft) {
        return once(HttpStatus.CREATED, workers.create(admin, draft));
    }

    @GetMapping("/{id}")
    Envelope<WorkerView> find(Admin admin, @PathVariable UUID id) {
        return Envelope.of(view(workers.find(id)));
    }

    @PatchMapping("/{id}")
    Envelope<WorkerView> change(Admin admin, @PathVariable UUID id, @RequestBody WorkerDraft draft) {
        return Envelope.of(view(workers.change(admin, id, draft)));
    }

    @PostMapping("/{id}/credential")
    ResponseEntity<Envelope<Map<String, Object>>> renew(Admin admin, @PathVariable UUID id) {
        return once(HttpStatus.OK, workers.renew(admin, id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Admin admin, @PathVariable UUID id) {
        workers.remove(admin, id);
    }

    /// The one answer that shows the credential.
    private ResponseEntity<Envelope<Map<String, Object>>> once(HttpStatus status, Workers.WithKey made) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("worker", view(made.worker()));
        body.put("credential", made.key().text());
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(Envelope.of(body));
    }

    private WorkerView view(Worker worker) {
        return WorkerView.of(worker, workers);
    }
}
