package studio.atelier.backend.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;

/// `/api/storage` for a person's own figures, `/api/admin/storage` for everybody's and for the collector.
@RestController
class StorageResource {

    private final Quotas quotas;
    private final Usage usage;
    private final Capacity capacity;
    private final Collector collector;

    StorageResource(Quotas quotas, Usage usage, Capacity capacity, Collector collector) {
        this.quotas = quotas;
        this.usage = usage;
        this.capacity = capacity;
        this.collector = collector;
    }

    /// @param quotaBytes null for none
    /// @param trash      in none of the sums
    record Own(
            List<Usage.OfBucket> buckets,
            long objects,
            long bytes,
            @Nullable Long quotaBytes,
            Usage.Removed trash) {}

    @GetMapping("/api/storage/usage")
    Envelope<Own> own(Actor actor) {
        List<Usage.OfBucket> buckets = usage.ofPerson(actor.person());
        long quota = quotas.limits().person();
        return Envelope.of(new Own(
                buckets,
                buckets.stream().mapToLong(Usage.OfBucket::objects).sum(),
                buckets.stream().mapToLong(Usage.OfBucket::bytes).sum(),
                quota == 0 ? null : Long.valueOf(quota),
                usage.removed(actor.person())));
    }

    record All(
            List<Usage.OfBucket> buckets,
            List<Usage.OfOwner> owners,
            Usage.Kept kept,
            Quotas.Limits quotas,
            Capacity.Disk disk) {}

    @GetMapping("/api/admin/storage")
    Envelope<All> all(Admin admin) {
        return Envelope.of(new All(usage.byBucket(), usage.byOwner(), usage.kept(), quotas.limits(), capacity.disk()));
    }

    /// Counts what the collector would remove, or removes it.
    @PostMapping("/api/admin/storage/collect")
    Envelope<Collected> collect(Admin admin, @RequestParam(name = "dry_run", defaultValue = "true") boolean dryRun) {
        return Envelope.of(collector.collect(dryRun));
    }
}
