package studio.atelier.surfaces.resumable;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.storage.PartFiles;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class ResumableWiring {

    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

    @Bean
    ResumableUploads resumableUploads(
            Uploads uploads, Transactions transactions, ResumableSettings settings, DataFolder data) {
        return new ResumableUploads(
                uploads,
                new UploadRows(transactions),
                new PartFiles(data.closed("objects/drafts/resumable")),
                settings.keep(),
                Clock.systemUTC());
    }

    @Bean
    ProblemDialect resumableDialect() {
        return new ResumableDialect();
    }

    @Bean
    BodyLimit resumableBodyLimit(Uploads uploads) {
        return new BodyLimit(ResumableResource.PREFIX, uploads.objectBytesMax());
    }

    @Bean
    Schedule resumableSweep(ResumableUploads uploads) {
        return Schedule.every("resumable.sweep", SWEEP_EVERY, uploads::sweep);
    }
}
