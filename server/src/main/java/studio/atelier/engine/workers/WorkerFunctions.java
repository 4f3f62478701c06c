package studio.atelier.engine.workers;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.generation.Generation;
import studio.atelier.engine.generation.GenerationRequest;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.generation.RemoteResult;
import studio.atelier.engine.generation.RemoteRuns;
import studio.atelier.engine.generation.RemoteTicket;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.platform.http.FunctionRoute.Call;
import studio.atelier.platform.http.FunctionRoute.Needs;
import studio.atelier.platform.http.FunctionRoute.Reply;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/// The functions of the specification around jobs and workers, each for whom it is for: people, workers, or
/// the operator. Source: C27 to C29, C32 to C34, C91, C92.
final class WorkerFunctions {

    static final String CALLBACK = "job-callback";
    static final String UPDATE_URL = "update-worker-url";
    static final String REGISTER_CHAT = "register-chat-worker";

    private static final String ROUTE = "functions.queue-job";
    private static final Set<String> ASKED = Set.of("GET", "POST");
    private static final Set<String> RUNNING = Set.of("running", "processing");

    private final Generations generations;
    private final Workers workers;
    private final JobDesk desk;
    private final JobKinds kinds;
    private final Recognised recognised;

    WorkerFunctions(Generations generations, Workers workers, JobDesk desk, JobKinds kinds, Recognised recognised) {
        this.generations = generations;
        this.workers = workers;
        this.desk = desk;
        this.kinds = kinds;
        this.recognised = recognised;
    }

    FunctionRoute queueJob() {
        return FunctionRoute.forPerson("queue-job", this::queue);
    }

    FunctionRoute jobCallback() {
        return FunctionRoute.forCredential(CALLBACK, this::callback);
    }

    FunctionRoute activeUrl() {
        return new FunctionRoute("get-active-worker-url", Needs.CREDENTIAL, ASKED, this::active);
    }

    FunctionRoute health() {
        return new FunctionRoute("health-check-workers", Needs.CREDENTIAL, ASKED, this::health);
    }

    FunctionRoute updateUrl() {
        return FunctionRoute.forCredential(UPDATE_URL, this::move);
    }

    FunctionRoute registerChat() {
        return FunctionRoute.forCredential(REGISTER_CHAT, this::registerChat);
    }

    /// @param model one of those of the kind; the only or first one when it is missing
    record QueueBody(
            @Nullable String jobKind,
            @Nullable String prompt,
            @Nullable String model,
            @Nullable JsonNode parameters,
            @Nullable String projectId) {}

    private Reply queue(Call call) {
        QueueBody body = call.read(QueueBody.class);
        Faults faults = new Faults();
        String kind = faults.required("/job_kind", body.jobKind(), WorkerForm.NAME_LENGTH_MAX);
        UUID project = faults.uuid("/project_id", body.projectId());
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        JsonNode given = body.parameters();
        if (given != null && given.isObject()) {
            given.properties().forEach(each -> parameters.put(each.getKey(), each.getValue()));
        } else if (given != null && !given.isNull()) {
            faults.add("/parameters", "wrong_type", "An object belongs here.");
        }
        faults.check(WorkersProblem.INVALID);
        var request = new GenerationRequest(
                project,
                RemoteRuns.PROVIDER,
                model(kind, body.model()),
                null,
                body.prompt(),
                parameters,
                List.of(),
                call.headers().get("idempotency-key"),
                ROUTE);
        Generation row = generations.accept(call.caller().requirePerson(), request);
        return Reply.accepted(Map.of("job_id", row.id(), "status", row.status().word()));
    }

    private String model(String kind, @Nullable String named) {
        List<String> models = kinds.models(kind);
        if (models.isEmpty()) {
            throw WorkersProblem.KIND_UNKNOWN.problem(
                    "There is no job kind \"" + kind + "\". Known are: " + String.join(", ", kinds.all()) + ".");
        }
        String start = RemoteRuns.PROVIDER + "/";
        String model = named == null || named.isBlank()
                ? models.getFirst()
                : named.startsWith(start) ? named.substring(start.length()) : named;
        if (!models.contains(model)) {
            throw WorkersProblem.INVALID.problem(
                    "The job kind " + kind + " runs on " + String.join(", ", models) + ", not on " + named + ".");
        }
        return model;
    }

    /// @param status `running` or `processing`, `completed`, `failed`
    record CallbackBody(
            @Nullable String jobId,
            @Nullable String leaseToken,
            @Nullable String status,
            @Nullable Double progress,
            @Nullable List<ProtocolBodies.Output> outputs,
            @Nullable String text,
            @Nullable String error) {}

    private Reply callback(Call call) {
        Worker worker = worker(call);
        CallbackBody body = call.read(CallbackBody.class);
        Faults faults = new Faults();
        UUID job = faults.uuid("/job_id", faults.required("/job_id", body.jobId(), WorkerForm.NAME_LENGTH_MAX));
        String status = faults.required("/status", body.status(), WorkerForm.NAME_LENGTH_MAX);
        RemoteTicket ticket = job == null ? null : ProtocolBodies.ticket(worker, job, body.leaseToken(), faults);
        ProtocolBodies.progress(body.progress(), faults);
        faults.limited("/text", body.text(), RemoteRuns.TEXT_MAX);
        List<Integer> positions = job == null ? List.of() : ProtocolBodies.positions(job, body.outputs(), faults);
        faults.check(WorkersProblem.INVALID);
        if (job == null || ticket == null) {
            throw new IllegalStateException("no ticket and no fault");
        }
        return Reply.ok(
                switch (status) {
                    case "completed" -> {
                        var result = new RemoteResult(Usage.UNSAID, body.text(), null, null);
                        yield Map.of("job_id", job, "status", desk.complete(ticket, positions, result));
                    }
                    case "failed" -> {
                        String error =
                                body.error() == null || body.error().isBlank() ? "The worker failed." : body.error();
                        yield Map.of("job_id", job, "status", desk.fail(ticket, error, true));
                    }
                    default -> running(worker, ticket, status, body.progress());
                });
    }

    private Map<String, Object> running(Worker worker, RemoteTicket ticket, String status, @Nullable Double progress) {
        if (!RUNNING.contains(status)) {
            throw invalid("/status", "not_allowed", "One of running, processing, completed, failed.");
        }
        var beat = new JobDesk.Beat(progress, null, desk.lease(), new JobDesk.Vitals(null, null));
        Command command = desk.beat(worker, ticket, beat).command();
        return Map.of(
                "job_id",
                ticket.generationId(),
                "status",
                command == Command.CANCEL ? "cancelled" : "running",
                "command",
                command.word());
    }

    record ActiveBody(@Nullable String workerType, @Nullable String jobKind) {}

    /// The worker heard of last among those that take part and have an address; idle ones before busy
    /// ones.
    private Reply active(Call call) {
        operator(call);
        ActiveBody body = call.read(ActiveBody.class);
        String type = body.workerType() == null ? call.query().get("worker_type") : body.workerType();
        String kind = body.jobKind() == null ? call.query().get("job_kind") : body.jobKind();
        Optional<Worker> best = workers.list().stream()
                .filter(worker -> worker.url() != null)
                .filter(worker -> type == null || worker.type().word().equals(type))
                .filter(worker -> kind == null || worker.offeredKinds().contains(kind))
                .filter(worker -> rank(worker) > 0)
                .max(Comparator.comparingInt(this::rank));
        Worker worker = best.orElseThrow(WorkersProblem.NONE_ACTIVE::problem);
        return Reply.ok(address(worker));
    }

    private int rank(Worker worker) {
        return switch (workers.state(worker)) {
            case IDLE -> 2;
            case BUSY -> 1;
            case NEW, STOPPED, SILENT, DRAINING -> 0;
        };
    }

    private Map<String, Object> address(Worker worker) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("worker_id", worker.id());
        body.put("name", worker.name());
        body.put("worker_type", worker.type().word());
        body.put("worker_url", worker.url() == null ? null : worker.url().address());
        body.put("state", workers.state(worker).word());
        return body;
    }

    private Reply health(Call call) {
        operator(call);
        List<Worker> all = workers.list();
        long healthy =
                all.stream().filter(worker -> workers.state(worker).alive()).count();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("healthy", healthy);
        body.put("unhealthy", all.size() - healthy);
        body.put("workers", all.stream().map(this::state).toList());
        body.put("checked_at", workers.clock().instant().toString());
        return Reply.ok(body);
    }

    private Map<String, Object> state(Worker worker) {
        WorkerView view = WorkerView.of(worker, workers);
        Map<String, Object> body = address(worker);
        body.put("healthy", workers.state(worker).alive());
        body.put("heartbeat_age_seconds", view.heartbeatAgeSeconds());
        body.put("current_jobs", view.currentJobs().size());
        body.put("jobs_last_hour", view.jobsLastHour());
        body.put("failed_last_hour", view.failedLastHour());
        return body;
    }

    /// @param workerId for the operator, who says whose; a worker speaks of itself
    record MoveBody(@Nullable String workerId, @Nullable String workerUrl) {}

    private Reply move(Call call) {
        String authorization = call.headers().get("authorization");
        if (Recognised.claimed(authorization)) {
            Worker worker = worker(call);
            MoveBody body = call.read(MoveBody.class);
            if (body.workerId() != null && !body.workerId().equals(worker.id().toString())) {
                throw invalid("/worker_id", "not_allowed", "A worker changes its own address only.");
            }
            return Reply.ok(address(workers.moveTo(null, worker.id(), "/worker_url", body.workerUrl())));
        }
        Actor operator = operator(call);
        MoveBody body = call.read(MoveBody.class);
        Faults faults = new Faults();
        UUID id = faults.uuid("/worker_id", faults.required("/worker_id", body.workerId(), WorkerForm.NAME_LENGTH_MAX));
        faults.check(WorkersProblem.INVALID);
        if (id == null) {
            throw new IllegalStateException("no id and no fault");
        }
        return Reply.ok(address(workers.moveTo(operator, id, "/worker_url", body.workerUrl())));
    }

    record ChatBody(
            @Nullable String workerUrl,
            @Nullable String version,
            @Nullable String model,
            @Nullable Long vramTotalBytes) {}

    private Reply registerChat(Call call) {
        Worker worker = worker(call);
        ChatBody body = call.read(ChatBody.class);
        Faults faults = new Faults();
        faults.limited("/version", body.version(), ProtocolBodies.VERSION_LENGTH_MAX);
        faults.limited("/model", body.model(), ProtocolBodies.WORDS_MAX);
        ProtocolBodies.positive("/vram_total_bytes", body.vramTotalBytes(), faults);
        faults.check(WorkersProblem.INVALID);
        if (body.workerUrl() != null) {
            workers.moveTo(null, worker.id(), "/worker_url", body.workerUrl());
        }
        Worker started = desk.start(
                worker,
                new WorkerStore.Start(worker.jobKinds(), WorkerType.CHAT, body.version(), null, body.vramTotalBytes()));
        Command command = desk.alive(started, new JobDesk.Vitals(null, body.model()));
        Map<String, Object> answer = address(workers.find(worker.id()));
        answer.put("job_kinds", started.offeredKinds());
        answer.put("command", command.word());
        return Reply.ok(answer);
    }

    private Worker worker(Call call) {
        return recognised.worker(call.headers().get("authorization"), call.caller());
    }

    /// An administrator, or whoever holds the service's key.
    private static Actor operator(Call call) {
        Actor actor = call.caller().actor();
        return actor.role() == Actor.Role.SERVICE
                ? actor
                : call.caller().requireAdmin().actor();
    }

    private static ProblemException invalid(String pointer, String code, String detail) {
        return Problem.of(WorkersProblem.INVALID, detail)
                .withFaults(new Faults().add(pointer, code, detail).found())
                .exception();
    }
}
