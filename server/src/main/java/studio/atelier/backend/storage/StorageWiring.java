package studio.atelier.backend.storage;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.feed.FeedView;
import studio.atelier.platform.feed.Visibility;
import studio.atelier.platform.mail.MailTemplate;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.telemetry.HealthCheck;

@Configuration(proxyBeanMethods = false)
class StorageWiring {

    @Bean
    Collector.Files storageFiles(ObjectStore store, Drafts drafts) {
        return new Collector.Files(store, drafts);
    }

    @Bean
    Storage storage(Transactions transactions, Ids ids, Collector.Files files) {
        return new Storage(transactions, ids, files.store(), files.drafts());
    }

    @Bean
    Quotas storageQuotas(Transactions transactions, StorageSettings settings) {
        return new Quotas(transactions, settings.quotas());
    }

    @Bean
    Uploads uploads(
            Transactions transactions,
            Ids ids,
            Storage storage,
            Collector.Files files,
            Quotas quotas,
            StorageSettings settings) {
        return new Uploads(transactions, storage, files.drafts(), quotas, ids, settings.objectBytesMax());
    }

    @Bean
    Trash storageTrash(Transactions transactions, Quotas quotas, StorageSettings settings) {
        return new Trash(transactions, quotas, Clock.systemUTC(), settings.trashKeep());
    }

    @Bean
    FeedView objectFeed() {
        return new ObjectFeed(ObjectFeed.OBJECTS);
    }

    @Bean
    FeedView trashFeed() {
        return new ObjectFeed(ObjectFeed.TRASH);
    }

    @Bean
    SharedNews sharedNews(Transactions transactions, Feed feed, Visibility visibility) {
        var news = new SharedNews(transactions, feed, visibility);
        feed.follow(news);
        return news;
    }

    @Bean
    TrashResource trashResource(Trash trash) {
        return new TrashResource(trash);
    }

    @Bean
    StorageResource storageResource(Quotas quotas, Usage usage, Capacity capacity, Collector collector) {
        return new StorageResource(quotas, usage, capacity, collector);
    }

    @Bean
    Usage storageUsage(Transactions transactions) {
        return new Usage(transactions);
    }

    @Bean
    Capacity storageCapacity(
            Transactions transactions,
            Events events,
            MeterRegistry registry,
            Collector.Files files,
            StorageSettings settings) {
        return new Capacity(
                transactions, events, registry, files.drafts()::free, files.drafts()::total, settings.freeMin());
    }

    @Bean
    QuotaWatch quotaWatch(
            Transactions transactions, Events events, Outbox outbox, DataFolder data, StorageSettings settings) {
        var template = MailTemplate.read("storage-quota", data.path().resolve("mail"));
        return new QuotaWatch(transactions, events, outbox, template, settings.quotas());
    }

    @Bean
    Schedule quotaWatching(QuotaWatch watch) {
        return Schedule.every("storage.quotas", QuotaWatch.EVERY, watch::look);
    }

    @Bean
    Schedule storageWatching(Capacity capacity) {
        return Schedule.every("storage.watch", Capacity.EVERY, capacity::look);
    }

    @Bean
    Buckets buckets(Transactions transactions, StorageSettings settings) {
        return new Buckets(transactions, settings.objectBytesMax());
    }

    @Bean
    SignedUrls signedUrls(MasterKey master) {
        return new SignedUrls(master, Clock.systemUTC());
    }

    @Bean
    StorageObjects storageObjects(Transactions transactions, Storage storage, Uploads uploads) {
        return new StorageObjects(transactions, storage, uploads);
    }

    @Bean
    Collector storageCollector(
            Transactions transactions,
            Ids ids,
            Storage storage,
            Trash trash,
            Collector.Files files,
            StorageSettings settings) {
        var age = new Collector.Age(Clock.systemUTC(), settings.collectGrace());
        return new Collector(transactions, ids, storage, trash, files, age);
    }

    @Bean
    Schedule storageCollecting(Collector collector, StorageSettings settings) {
        return Schedule.every("storage.collect", settings.collectEvery(), () -> collector.collect(false));
    }

    @Bean
    HealthCheck objectsHealth(Collector.Files files, StorageSettings settings) {
        return new ObjectsHealth(files.drafts(), settings.freeMin());
    }

    private record ObjectsHealth(Drafts drafts, long freeMin) implements HealthCheck {

        @Override
        public String name() {
            return "objects";
        }

        @Override
        public Health check() {
            long free = drafts.free();
            return free < freeMin
                    ? Health.down("The disk of the objects has " + free + " bytes free; new files are refused below "
                            + freeMin + ".")
                    : Health.up("There is room for files.");
        }
    }
}
