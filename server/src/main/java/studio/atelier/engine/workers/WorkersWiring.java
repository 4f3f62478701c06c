package studio.atelier.engine.workers;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.generation.GenerationEvents.GenerationCancelled;
import studio.atelier.engine.generation.GenerationEvents.GenerationFailed;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.generation.RemoteRuns;
import studio.atelier.engine.media.MediaSettings;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.EventConsumer;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.platform.limits.Limits;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.schedule.Schedule;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class WorkersWiring {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration TELL_AGAIN = Duration.ofSeconds(15);

    /// A text of a million characters, escaped, and a preview in Base64.
    private static final long WORDS_BYTES_MAX = 8L << 20;

    @Bean
    Workers.Parts workerParts(Transactions transactions, RemoteRuns runs, Audit audit, JsonMapper json) {
        return new Workers.Parts(transactions, new WorkerStore(json), new JobStore(), runs, audit);
    }

    @Bean
    JobKinds jobKinds(Catalog catalog) {
        return new JobKinds(catalog);
    }

    @Bean
    WorkerForm workerForm(JobKinds kinds, Outbound outbound) {
        return new WorkerForm(kinds, outbound::refusal);
    }

    @Bean
    Workers workers(Workers.Parts parts, WorkerForm form, Ids ids, WorkerSettings settings) {
        return new Workers(parts, form, new Workers.Made(Clock.systemUTC(), ids, RANDOM, settings.silentAfter()));
    }

    @Bean
    Doorbell workersDoorbell(RemoteRuns runs, WorkerSettings settings) {
        var bell = new Doorbell(settings.waitingMax());
        runs.whenWork(bell::ring);
        return bell;
    }

    @Bean
    JobDesk jobDesk(Workers.Parts parts, Doorbell bell, WorkerSettings settings) {
        return new JobDesk(parts, bell, Clock.systemUTC(), settings.lease());
    }

    @Bean
    Recognised recognisedWorkers(Workers.Parts parts, Limits limits, WorkerSettings settings) {
        var limiter = limits.limiter("requests of one worker", settings.requestsPerMinute(), Duration.ofMinutes(1))
                .announced();
        return new Recognised(parts.transactions(), parts.store(), limiter);
    }

    @Bean
    UploadAddresses uploadAddresses(MasterKey master) {
        return new UploadAddresses(master.derivations("worker upload addresses"), Clock.systemUTC());
    }

    @Bean
    BodyLimit outputBodyLimit(MediaSettings settings) {
        return new BodyLimit("/api/worker/v1/outputs", settings.resultBytesMax());
    }

    @Bean
    BodyLimit workerWordsBodyLimit() {
        return new BodyLimit("/api/worker/v1/jobs", WORDS_BYTES_MAX);
    }

    @Bean
    Pusher pusher(Workers.Parts parts, Outbound outbound, JsonMapper json) {
        var pusher = new Pusher(parts, outbound, Clock.systemUTC(), json);
        parts.runs().whenWork(pusher::ring);
        return pusher;
    }

    /// Whoever did not hear the first time, and work that became due by the clock.
    @Bean
    Schedule tellWorkersAgain(Pusher pusher) {
        return Schedule.every("workers.tell", TELL_AGAIN, pusher::tell);
    }

    @Bean
    Schedule workerJobsSweep(Workers.Parts parts) {
        return Schedule.every(
                "workers.sweep",
                SWEEP,
                () -> parts.transactions().asSystem("sweep jobs of workers", tx -> {
                    parts.jobs().sweep(tx);
                    return tx;
                }));
    }

    @Bean
    Demand workerDemand(RemoteRuns runs, JobKinds kinds) {
        return new Demand(runs, kinds, Clock.systemUTC());
    }

    @Bean
    WorkerMetrics workerMetrics(MeterRegistry meters, Workers workers, Demand demand, JobKinds kinds) {
        return new WorkerMetrics(meters, workers, demand, kinds);
    }

    @Bean
    EventConsumer failedJobsOfWorkers(Workers.Parts parts, Events events) {
        return EventConsumer.of(
                "workers.failed",
                GenerationFailed.class,
                (tx, event) -> parts.jobs().last(tx, event.id()).ifPresent(last -> {
                    UUID id = event.id();
                    parts.jobs().closeAll(tx, id, "lost");
                    events.publish(
                            tx,
                            new WorkerJobFailed(
                                    id, event.userId(), last.workerId(), last.jobKind(), last.model(), event.code()));
                }));
    }

    @Bean
    EventConsumer cancelledJobsOfWorkers(Workers.Parts parts) {
        return EventConsumer.of(
                "workers.cancelled",
                GenerationCancelled.class,
                (tx, event) -> parts.jobs().closeAll(tx, event.id(), "cancelled"));
    }

    @Bean
    WorkerFunctions workerFunctions(
            Generations generations, Workers workers, JobDesk desk, JobKinds kinds, Recognised recognised) {
        return new WorkerFunctions(generations, workers, desk, kinds, recognised);
    }

    @Bean
    FunctionRoute queueJob(WorkerFunctions functions) {
        return functions.queueJob();
    }

    @Bean
    FunctionRoute jobCallback(WorkerFunctions functions) {
        return functions.jobCallback();
    }

    @Bean
    FunctionRoute getActiveWorkerUrl(WorkerFunctions functions) {
        return functions.activeUrl();
    }

    @Bean
    FunctionRoute healthCheckWorkers(WorkerFunctions functions) {
        return functions.health();
    }

    @Bean
    FunctionRoute updateWorkerUrl(WorkerFunctions functions) {
        return functions.updateUrl();
    }

    @Bean
    FunctionRoute registerChatWorker(WorkerFunctions functions) {
        return functions.registerChat();
    }
}
