package studio.atelier.surfaces.s3;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.storage.Buckets;
import studio.atelier.backend.storage.PartFiles;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StorageObjects;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class S3Wiring {

    private static final Duration SWEEP_EVERY = Duration.ofHours(1);

    /// Signatures and trailers between the pieces of a body: a ninetieth of pieces of 8 KB, and some.
    private static final int CODING_SHARE = 64;

    @Bean
    Clock s3Clock() {
        return Clock.systemUTC();
    }

    @Bean
    S3Keys s3Keys(Transactions transactions, Envelope envelope, Audit audit, Ids ids, SecureRandom random) {
        return new S3Keys(transactions, envelope, audit, ids, random);
    }

    @Bean
    S3Resource.Routes s3Routes(
            Buckets buckets, StorageObjects objects, Uploads uploads, Storage storage, MultipartRoutes multipart) {
        return new S3Resource.Routes(
                new BucketRoutes(buckets, objects), new ObjectRoutes(objects, uploads, storage), multipart);
    }

    @Bean
    MultipartRoutes s3Multipart(
            Transactions transactions, StorageObjects objects, Uploads uploads, Storage storage, DataFolder data) {
        var place = new MultipartRoutes.Place(new PartFiles(data.closed("objects/drafts/s3")), Clock.systemUTC());
        return new MultipartRoutes(
                new MultipartRows(transactions), uploads, new ObjectRoutes(objects, uploads, storage), storage, place);
    }

    @Bean
    ProblemDialect s3Dialect() {
        return new S3Dialect();
    }

    @Bean
    BodyLimit s3BodyLimit(Uploads uploads) {
        long most = uploads.objectBytesMax();
        return new BodyLimit(S3Resource.PREFIX, most + most / CODING_SHARE + (1 << 20));
    }

    @Bean
    Schedule s3Sweep(MultipartRoutes multipart) {
        return Schedule.every("s3.sweep", SWEEP_EVERY, multipart::sweep);
    }
}
