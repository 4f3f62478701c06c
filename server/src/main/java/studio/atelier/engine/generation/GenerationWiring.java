package studio.atelier.engine.generation;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.Leaving;
import studio.atelier.backend.identity.UserMembers;
import studio.atelier.backend.isolation.IsolationProbe;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.credits.Credits;
import studio.atelier.engine.media.Media;
import studio.atelier.engine.moderation.Moderator;
import studio.atelier.engine.projects.Projects;
import studio.atelier.engine.providers.Providers;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Database;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.EventConsumer;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.failpoint.Failpoints;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.feed.FeedView;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.FunctionRoute;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.http.OpenDoor;
import studio.atelier.platform.limits.Limits;
import studio.atelier.platform.limits.Rate;
import studio.atelier.platform.limits.Tiers;
import studio.atelier.platform.mail.MailTemplate;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.telemetry.Metrics;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class GenerationWiring {

    private static final Logger log = LoggerFactory.getLogger(GenerationWiring.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration SWEEP = Duration.ofHours(1);

    /// A run that is given up after all its tries is an error of the server's, so it stands in the list of
    /// failures that administrators see. Told once, whichever node ended the run.
    @Bean
    EventConsumer deadLetterAlert() {
        return EventConsumer.of(
                "generation.dead_letter_alert", GenerationEvents.GenerationFailed.class, (_, failed) -> {
                    if (failed.code().equals(GenerationProblem.ATTEMPTS_EXHAUSTED.code())) {
                        log.error(
                                "run {} is a dead letter: all its tries failed; look at its row and replay it",
                                failed.id());
                    }
                });
    }

    @Bean
    Rooms generationRooms(
            Transactions transactions,
            Catalog catalog,
            Providers providers,
            Moderator moderator,
            Vault vault,
            Projects projects,
            Credits credits,
            Media media,
            Events events,
            Signals signals,
            Failpoints failpoints,
            JsonMapper json) {
        return new Rooms(
                transactions,
                new GenerationStore(json),
                new RunStore(json),
                catalog,
                providers,
                moderator,
                vault,
                projects,
                credits,
                media,
                events,
                signals,
                failpoints,
                json);
    }

    @Bean
    Waiters waiters() {
        return new Waiters();
    }

    @Bean
    TierRates tierRates(Transactions transactions, Signals signals) {
        var rates = new TierRates(transactions);
        signals.on(TierRates.SIGNAL, rates::forget);
        return rates;
    }

    @Bean
    AnswerChoices answerChoices(Transactions transactions, Audit audit, Signals signals) {
        var choices = new AnswerChoices(transactions, audit, signals);
        signals.on(AnswerChoices.SIGNAL, choices::forget);
        return choices;
    }

    @Bean
    Answers answers(
            AnswerSettings settings, AnswerChoices choices, JsonMapper json, Clock clock, MeterRegistry meters) {
        return new Answers(settings, choices, json, clock, meters);
    }

    @Bean
    Acceptance acceptance(
            Rooms rooms, Limits limits, Tiers tiers, Answers answers, GenerationSettings settings, Ids ids) {
        var limiter = limits.limiter(TierRates.GENERATIONS, Rate.perMinute(settings.perMinute()))
                .announced();
        return new Acceptance(
                rooms,
                new Turnstile(limiter, tiers),
                answers,
                ids,
                RANDOM,
                settings.lease().toSeconds());
    }

    @Bean
    Progress runProgress(Feed feed) {
        return new Progress(feed);
    }

    @Bean
    Settlement settlement(Rooms rooms, Waiters waiters, Feed feed, MeterRegistry meters, GenerationSettings settings) {
        var patience = new Patience(rooms.transactions());
        return new Settlement(rooms, patience, waiters, feed, meters, RANDOM, settings.attemptsMax());
    }

    @Bean
    Fallback fallback(Rooms rooms, Audit audit) {
        return new Fallback(rooms, new RequestCheck(rooms, RANDOM), new Patience(rooms.transactions()), audit);
    }

    @Bean
    RemoteRuns remoteRuns(Rooms rooms, Settlement settlement, Progress progress, GenerationSettings settings) {
        var store = new RemoteStore(rooms.runs(), rooms.json());
        return new RemoteRuns(rooms, store, settlement, progress, settings.attemptsMax());
    }

    @Bean
    CallbackAddress callbackAddress(MasterKey master, HttpSettings http, GenerationSettings settings) {
        URI site = settings.callbackUrl() == null ? http.siteUrl() : settings.callbackUrl();
        return new CallbackAddress(master.derivations("provider callbacks"), site);
    }

    @Bean
    Callbacks callbacks(Rooms rooms, CallbackAddress address, MeterRegistry meters) {
        return new Callbacks(rooms, new CallbackStore(), address, meters);
    }

    /// Providers bring signatures, and some an Authorization header that is none of ours.
    @Bean
    OpenDoor callbackDoor() {
        return (_, path) -> path.startsWith(CallbackAddress.PATH) || path.startsWith(CallbacksResource.FUNCTION);
    }

    @Bean
    BodyLimit callbackBodies() {
        return new BodyLimit(CallbackAddress.PATH, CallbacksResource.BODY_MAX);
    }

    @Bean
    Schedule callbackSweep(Callbacks callbacks) {
        return Schedule.every("generation.callback_sweep", SWEEP, callbacks::sweep);
    }

    @Bean
    Dispatcher dispatcher(
            Rooms rooms,
            Settlement settlement,
            Progress progress,
            RemoteRuns remote,
            CallbackAddress callbacks,
            Fallback fallback,
            MeterRegistry meters,
            Database database,
            GenerationSettings settings) {
        var patience = new Patience(rooms.transactions());
        var executor =
                new RunExecutor(rooms, settlement, patience, progress, callbacks, fallback, settings.callbackWait());
        var dispatcher = new Dispatcher(
                rooms.transactions(), rooms.runs(), executor, new NodePresence(database, RANDOM), settings, remote);
        rooms.signals().on(Dispatcher.SIGNAL, dispatcher::wake);
        rooms.signals().on(Callbacks.SIGNAL, dispatcher::calledBack);
        Metrics.RUNS_ACTIVE.gauge(meters, dispatcher::active);
        return dispatcher;
    }

    @Bean
    Generations generations(
            Rooms rooms, Acceptance acceptance, Dispatcher dispatcher, Waiters waiters, Answers answers) {
        return new Generations(rooms, acceptance, dispatcher, waiters, answers);
    }

    @Bean
    Queue queue(Rooms rooms, Generations generations, Audit audit, MeterRegistry meters) {
        var queue = new Queue(rooms, new QueueStore(), generations, audit);
        Metrics.RUNS_DEAD.gauge(meters, queue::deadLetterCount);
        return queue;
    }

    @Bean
    Exposures exposures(
            Rooms rooms, Settlement settlement, Audit audit, Outbox outbox, DataFolder data, MeterRegistry meters) {
        var template = MailTemplate.read("exposure", data.path().resolve("mail"));
        var exposures = new Exposures(rooms, settlement, audit, outbox, template);
        Metrics.EXPOSURE.gauge(meters, exposures::uncoveredMicros);
        return exposures;
    }

    @Bean
    FailureNotices failureNotices(
            Transactions transactions, Feed feed, Outbox outbox, DataFolder data, HttpSettings http) {
        var template = MailTemplate.read("jobs-failed", data.path().resolve("mail"));
        return new FailureNotices(transactions, feed, outbox, template, http.siteUrl());
    }

    @Bean
    EventConsumer failureNotice(FailureNotices notices) {
        return EventConsumer.of("generation.failure_notice", GenerationEvents.GenerationFailed.class, notices::heard);
    }

    @Bean
    Schedule failureNoticeSend(FailureNotices notices) {
        return Schedule.every("generation.failure_notices", FailureNotices.EVERY, notices::send);
    }

    @Bean
    Schedule exposureWatch(Exposures exposures) {
        return Schedule.every("generation.exposure", Exposures.EVERY, exposures::look);
    }

    @Bean
    QueueRules queueRules(Transactions transactions, Audit audit, Signals signals) {
        return new QueueRules(transactions, audit, signals);
    }

    @Bean
    GenerationViews generationViews(Generations generations, JsonMapper json) {
        return new GenerationViews(generations, json);
    }

    @Bean
    FunctionRoute generateContent(Generations generations) {
        return new GenerateFunctions(generations).async();
    }

    @Bean
    FunctionRoute generateContentSync(Generations generations) {
        return new GenerateFunctions(generations).sync();
    }

    @Bean
    FeedView generationFeed(Generations generations, GenerationViews views) {
        return new GenerationFeed(generations, views);
    }

    @Bean
    FeedView deletedGenerationFeed() {
        return new DeletedGenerationFeed();
    }

    @Bean
    UserMembers usageMembers(Transactions transactions, UsageStore store) {
        return new UsageMembers(transactions, store);
    }

    @Bean
    IsolationProbe generationsProbe(Generations generations) {
        return new GenerationsProbe(generations);
    }

    @Bean
    Leaving runsLeaving(Rooms rooms) {
        return new RunsLeaving(rooms.runs(), rooms.credits());
    }

    @Bean
    Schedule generationSweep(Generations generations) {
        return Schedule.every("generation.sweep", SWEEP, generations::sweep);
    }

    @Bean
    Schedule remoteSweep(RemoteRuns remote) {
        return Schedule.every("generation.remote_sweep", SWEEP, remote::sweep);
    }

    @Bean
    UsageStore usageStore() {
        return new UsageStore();
    }
}
