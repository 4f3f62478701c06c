package studio.atelier.backend.realtime.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import studio.atelier.backend.realtime.RealtimeSettings;
import studio.atelier.backend.realtime.changes.Changes;
import studio.atelier.backend.realtime.channel.Announcements;
import studio.atelier.backend.realtime.channel.Clients;
import studio.atelier.backend.realtime.channel.Counts;
import studio.atelier.backend.realtime.channel.Doorman;
import studio.atelier.backend.realtime.channel.Equipment;
import studio.atelier.backend.realtime.channel.Neighbours;
import studio.atelier.backend.realtime.channel.Outgoing;
import studio.atelier.backend.realtime.channel.Policies;
import studio.atelier.backend.realtime.channel.SharedPace;
import studio.atelier.backend.realtime.channel.Stored;
import studio.atelier.backend.realtime.channel.StoredBroadcasts;
import studio.atelier.backend.realtime.channel.Topics;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Database;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.http.Authenticator;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.schedule.Schedule;

@Configuration(proxyBeanMethods = false)
class RealtimeWiring {

    private static final Duration UPKEEP_EVERY = Duration.ofHours(1);

    /// A batch of broadcasts.
    private static final long BODY_BYTES_MAX = 8L << 20;

    /// What is due on it is short: a deadline, a farewell, a gathered change of presence.
    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService realtimeClock() {
        var clock = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name("realtime-clock").daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    @Bean
    Counts realtimeCounts(MeterRegistry registry) {
        return new Counts(registry);
    }

    @Bean
    Outgoing realtimeOutgoing(Counts counts) {
        return new Outgoing(counts);
    }

    @Bean
    Topics realtimeTopics(ScheduledExecutorService realtimeClock, Counts counts, Outgoing outgoing) {
        return new Topics(realtimeClock, counts, outgoing);
    }

    @Bean
    Neighbours realtimeNeighbours(
            Database database, Outgoing outgoing, Topics topics, Counts counts, MasterKey master) {
        return new Neighbours(() -> database.owner().connect("realtime"), outgoing, topics, counts, master);
    }

    @Bean
    Stored realtimeStored(Transactions transactions, RealtimeSettings settings) {
        return new Stored(transactions, settings.keep());
    }

    @Bean
    Policies realtimePolicies(Transactions transactions) {
        return new Policies(transactions);
    }

    @Bean
    Equipment realtimeEquipment(
            RealtimeSettings settings,
            Topics topics,
            Authenticator authenticator,
            Policies policies,
            Stored stored,
            Changes changes,
            Counts counts,
            Outgoing outgoing,
            ScheduledExecutorService realtimeClock) {
        return new Equipment(
                settings,
                topics,
                new Doorman(authenticator),
                policies,
                stored,
                changes,
                counts,
                outgoing,
                new SharedPace(settings.presenceAllMax()),
                realtimeClock);
    }

    @Bean
    Announcements realtimeAnnouncements(Topics topics, Policies policies) {
        return new Announcements(topics, policies);
    }

    @Bean
    Clients realtimeClients(RealtimeSettings settings, Counts counts) {
        return new Clients(settings, counts);
    }

    @Bean
    StoredBroadcasts realtimeStoredBroadcasts(Feed feed, Topics topics, Stored stored) {
        return new StoredBroadcasts(feed, topics, stored);
    }

    @Bean
    Schedule realtimeUpkeep(Stored stored) {
        return Schedule.every("realtime.partitions", UPKEEP_EVERY, stored::upkeep);
    }

    @Bean
    SimpleUrlHandlerMapping realtimeRoutes(Equipment equipment, Clients clients) {
        var handshake = new Handshake(equipment, clients);
        return new SimpleUrlHandlerMapping(
                Map.of("/realtime/v1/websocket", handshake, "/socket/websocket", handshake),
                Ordered.HIGHEST_PRECEDENCE);
    }

    @Bean
    ProblemDialect realtimeDialect() {
        return new RealtimeDialect("/realtime/v1");
    }

    @Bean
    ProblemDialect realtimeSocketDialect() {
        return new RealtimeDialect("/socket");
    }

    @Bean
    BodyLimit realtimeBodyLimit() {
        return new BodyLimit("/realtime/v1/api", BODY_BYTES_MAX);
    }
}
