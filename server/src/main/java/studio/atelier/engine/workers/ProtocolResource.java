package studio.atelier.engine.workers;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.generation.RemoteLease;
import studio.atelier.engine.generation.RemoteResult;
import studio.atelier.engine.generation.RemoteRuns;
import studio.atelier.engine.generation.RemoteTicket;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// `/api/worker/v1`: the protocol of workers, with a worker's credential as bearer. Described in
/// `docs/guides/workers.md` and `docs/reference/workers.openapi.yaml`.
@RestController
@RequestMapping("/api/worker/v1")
class ProtocolResource {

    private static final String AUTHORIZATION = "Authorization";
    private static final int SHA256_HEX = 64;
    private static final int POSITION_MAX = RemoteRuns.OUTPUTS_MAX - 1;
    private static final int BEATS_PER_LEASE = 4;

    private final Recognised recognised;
    private final JobDesk desk;
    private final WorkerForm form;
    private final UploadAddresses addresses;

    ProtocolResource(Recognised recognised, JobDesk desk, WorkerForm form, UploadAddresses addresses) {
        this.addresses = addresses;
        this.recognised = recognised;
        this.desk = desk;
        this.form = form;
    }

    @PostMapping("/register")
    Envelope<Map<String, Object>> register(
            Caller caller, HttpServletRequest request, @RequestBody ProtocolBodies.Register body) {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        body.check(faults);
        List<String> named =
                body.jobKinds() == null ? worker.jobKinds() : form.kinds("/job_kinds", body.jobKinds(), faults);
        faults.check(WorkersProblem.INVALID);
        Set<String> kinds = ProtocolBodies.kinds(named, worker.jobKinds(), worker);
        Worker started = desk.start(
                worker, new WorkerStore.Start(kinds, null, body.version(), body.device(), body.vramTotalBytes()));
        Command command = desk.alive(started, new JobDesk.Vitals(body.vramUsedBytes(), body.modelLoaded()));
        return Envelope.of(terms(started, command));
    }

    private Map<String, Object> terms(Worker worker, Command command) {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("worker_id", worker.id());
        terms.put("name", worker.name());
        terms.put("job_kinds", worker.offeredKinds());
        terms.put("labels", worker.labels());
        terms.put("lease_seconds", desk.lease().toSeconds());
        terms.put("heartbeat_seconds", Math.max(1, desk.lease().toSeconds() / BEATS_PER_LEASE));
        terms.put("wait_seconds_max", JobDesk.WAIT_MAX.toSeconds());
        terms.put("outputs_max", RemoteRuns.OUTPUTS_MAX);
        terms.put("preview_bytes_max", RemoteRuns.PREVIEW_MAX);
        terms.put("command", command.word());
        return terms;
    }

    @PostMapping("/lease")
    Envelope<Map<String, @Nullable Object>> lease(
            Caller caller, HttpServletRequest request, @RequestBody ProtocolBodies.Lease body)
            throws InterruptedException {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        var vitals = ProtocolBodies.vitals(body.vramUsedBytes(), body.modelLoaded(), faults);
        Duration lease = ProtocolBodies.lease(body.leaseSeconds(), desk.lease(), faults);
        Duration wait = body.wait(faults);
        faults.check(WorkersProblem.INVALID);
        List<String> offered = worker.offeredKinds().isEmpty() ? worker.jobKinds() : worker.offeredKinds();
        Set<String> kinds = ProtocolBodies.kinds(body.jobKinds(), offered, worker);
        desk.alive(worker, vitals);
        JobDesk.Work work = desk.lease(worker, new JobDesk.Ask(kinds, wait, lease));
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("job", work.lease() == null ? null : job(work.lease()));
        answer.put("command", work.command().word());
        return Envelope.of(answer);
    }

    private static Map<String, Object> job(RemoteLease lease) {
        UUID id = lease.ticket().generationId();
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("job_id", id);
        job.put("lease_token", String.valueOf(lease.ticket().fencing()));
        job.put("job_kind", lease.jobKind());
        job.put("model", lease.model());
        job.put("type", lease.type());
        job.put("prompt", lease.prompt());
        job.put("parameters", lease.parameters());
        job.put(
                "inputs",
                lease.references().stream()
                        .map(asset ->
                                Map.of("asset_id", asset, "path", "/api/worker/v1/jobs/" + id + "/inputs/" + asset))
                        .toList());
        job.put("attempt", lease.attempt());
        job.put("leased_until", lease.until());
        return job;
    }

    @PostMapping("/heartbeat")
    Envelope<Map<String, Object>> heartbeat(
            Caller caller, HttpServletRequest request, @RequestBody ProtocolBodies.Alive body) {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        var vitals = ProtocolBodies.vitals(body.vramUsedBytes(), body.modelLoaded(), faults);
        faults.check(WorkersProblem.INVALID);
        return Envelope.of(Map.of("command", desk.alive(worker, vitals).word()));
    }

    @PostMapping("/drain")
    Envelope<Map<String, Object>> drain(Caller caller, HttpServletRequest request) {
        desk.stops(worker(caller, request));
        return Envelope.of(Map.of("command", Command.DRAIN.word()));
    }

    @PostMapping("/jobs/{job}/heartbeat")
    Envelope<Map<String, @Nullable Object>> beat(
            Caller caller, HttpServletRequest request, @PathVariable UUID job, @RequestBody ProtocolBodies.Beat body) {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        RemoteTicket ticket = ProtocolBodies.ticket(worker, job, body.leaseToken(), faults);
        ProtocolBodies.progress(body.progress(), faults);
        var preview = ProtocolBodies.preview(body.preview(), faults);
        Duration lease = ProtocolBodies.lease(body.leaseSeconds(), desk.lease(), faults);
        var vitals = ProtocolBodies.vitals(body.vramUsedBytes(), body.modelLoaded(), faults);
        JobDesk.Pulse pulse =
                desk.beat(worker, checked(ticket, faults), new JobDesk.Beat(body.progress(), preview, lease, vitals));
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("command", pulse.command().word());
        answer.put("leased_until", pulse.until());
        return Envelope.of(answer);
    }

    /// Addresses for results, so that what draws them needs no credential. They end with the lease, or after an hour.
    @PostMapping("/jobs/{job}/uploads")
    Envelope<Map<String, Object>> uploads(
            Caller caller,
            HttpServletRequest request,
            @PathVariable UUID job,
            @RequestBody ProtocolBodies.Uploads body) {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        RemoteTicket ticket = ProtocolBodies.ticket(worker, job, body.leaseToken(), faults);
        int count = body.count(faults);
        RemoteTicket good = checked(ticket, faults);
        desk.requireHeld(good);
        String site = caller.exchange().site().toString();
        return Envelope.of(Map.of(
                "uploads",
                IntStream.range(0, count)
                        .mapToObj(position -> addresses.of(good, position))
                        .map(each -> Map.of(
                                "position", each.position(),
                                "path", ProtocolBodies.path(job, each.position()),
                                "url", site + each.path(),
                                "expires_at", each.expiresAt()))
                        .toList()));
    }

    /// @param signature of an address that was signed, in place of the worker's credential
    /// @param sha256    of the whole body, in hexadecimal; checked where it is sent
    @PutMapping("/outputs/{job}/{position}")
    @ResponseStatus(HttpStatus.CREATED)
    Envelope<Map<String, Object>> upload(
            Caller caller,
            HttpServletRequest request,
            @PathVariable UUID job,
            @PathVariable int position,
            @RequestParam(name = "lease_token", required = false) @Nullable String leaseToken,
            @RequestParam(required = false) @Nullable UUID worker,
            @RequestParam(defaultValue = "0") long expires,
            @RequestParam(required = false) @Nullable String signature,
            @RequestHeader(name = "X-Content-SHA256", required = false) @Nullable String sha256)
            throws IOException {
        Faults faults = new Faults();
        UUID whose =
                signature == null || worker == null ? worker(caller, request).id() : worker;
        RemoteTicket ticket = ProtocolBodies.ticket(whose, job, leaseToken, faults);
        if (position < 0 || position > POSITION_MAX) {
            faults.add("?position", "out_of_range", "From 0 to " + POSITION_MAX + ".");
        }
        byte[] announced = digest(sha256, faults);
        RemoteTicket good = checked(ticket, faults);
        if (signature != null
                && worker != null
                && !addresses.good(new UploadAddresses.Signed(good, position, expires, signature))) {
            throw WorkersProblem.CREDENTIAL_INVALID.problem("This address to upload to is over, or not one of ours.");
        }
        String type = request.getContentType() == null ? "" : request.getContentType();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("path", ProtocolBodies.path(job, position));
        answer.put("leased_until", upload(good, position, type, request.getInputStream(), announced));
        return Envelope.of(answer);
    }

    private Instant upload(
            RemoteTicket ticket, int position, String type, InputStream content, byte @Nullable [] announced)
            throws IOException {
        if (announced == null) {
            return desk.upload(ticket, position, type, content);
        }
        var verified = new VerifiedStream(content, announced);
        try {
            return desk.upload(ticket, position, type, verified);
        } catch (IOException failure) {
            if (verified.wrong()) {
                throw WorkersProblem.HASH_MISMATCH.problem();
            }
            throw failure;
        }
    }

    private static byte @Nullable [] digest(@Nullable String hex, Faults faults) {
        if (hex == null) {
            return null;
        }
        try {
            byte[] digest = HexFormat.of().parseHex(hex.strip());
            if (digest.length * 2 == SHA256_HEX) {
                return digest;
            }
        } catch (IllegalArgumentException _) {
            // The fault below says it.
        }
        faults.add("?X-Content-SHA256", "invalid", "A SHA-256 has " + SHA256_HEX + " hexadecimal digits.");
        return null;
    }

    @PostMapping("/jobs/{job}/complete")
    Envelope<Map<String, Object>> complete(
            Caller caller,
            HttpServletRequest request,
            @PathVariable UUID job,
            @RequestBody ProtocolBodies.Complete body) {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        RemoteTicket ticket = ProtocolBodies.ticket(worker, job, body.leaseToken(), faults);
        List<Integer> positions = ProtocolBodies.positions(job, body.outputs(), faults);
        RemoteResult result = body.result(faults);
        return status(job, desk.complete(checked(ticket, faults), positions, result));
    }

    @PostMapping("/jobs/{job}/fail")
    Envelope<Map<String, Object>> fail(
            Caller caller, HttpServletRequest request, @PathVariable UUID job, @RequestBody ProtocolBodies.Fail body) {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        RemoteTicket ticket = ProtocolBodies.ticket(worker, job, body.leaseToken(), faults);
        String error = body.error(faults);
        return status(job, desk.fail(checked(ticket, faults), error, !Boolean.FALSE.equals(body.retry())));
    }

    @PostMapping("/jobs/{job}/return")
    Envelope<Map<String, Object>> handBack(
            Caller caller, HttpServletRequest request, @PathVariable UUID job, @RequestBody ProtocolBodies.Token body) {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        RemoteTicket ticket = ProtocolBodies.ticket(worker, job, body.leaseToken(), faults);
        return status(job, desk.handBack(checked(ticket, faults)));
    }

    @GetMapping("/jobs/{job}/inputs/{asset}")
    void input(
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable UUID job,
            @PathVariable UUID asset,
            @RequestParam(name = "lease_token", required = false) @Nullable String leaseToken)
            throws IOException {
        Worker worker = worker(caller, request);
        Faults faults = new Faults();
        RemoteTicket ticket = ProtocolBodies.ticket(worker, job, leaseToken, faults);
        RemoteRuns.Input input = desk.input(checked(ticket, faults), asset);
        response.setContentType(input.mimeType());
        response.setContentLengthLong(input.sizeBytes());
        response.setHeader("Cache-Control", "no-store");
        try (InputStream content = input.content().open()) {
            content.transferTo(response.getOutputStream());
        }
    }

    private Worker worker(Caller caller, HttpServletRequest request) {
        return recognised.worker(request.getHeader(AUTHORIZATION), caller);
    }

    private static RemoteTicket checked(@Nullable RemoteTicket ticket, Faults faults) {
        faults.check(WorkersProblem.INVALID);
        if (ticket == null) {
            throw new IllegalStateException("no ticket and no fault");
        }
        return ticket;
    }

    private static Envelope<Map<String, Object>> status(UUID job, String status) {
        return Envelope.of(Map.of("job_id", job, "status", status));
    }
}
