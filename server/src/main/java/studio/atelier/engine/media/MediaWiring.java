package studio.atelier.engine.media;

import jakarta.servlet.MultipartConfigElement;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.storage.Quotas;
import studio.atelier.backend.storage.Storage;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.pictures.Pictures;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.video.Clips;

@Configuration(proxyBeanMethods = false)
class MediaWiring {

    /// Room for the boundaries and headers of a form around the file.
    private static final long FORM_BYTES = 64 << 10;

    /// Smaller parts stay in memory.
    private static final int FORM_MEMORY_BYTES = 64 << 10;

    @Bean
    Media media(
            Transactions transactions,
            Media.Stores stores,
            Media.Sources sources,
            MediaSettings settings,
            Inspection inspection) {
        return new Media(transactions, stores, inspection, settings, sources);
    }

    @Bean
    Media.Stores mediaStores(Storage storage, Quotas quotas) {
        return new Media.Stores(storage, quotas);
    }

    @Bean
    Media.Sources mediaSources(Ids ids, SecureRandom random) {
        return new Media.Sources(ids, Clock.systemUTC(), random);
    }

    @Bean
    Inspection mediaInspection(Pictures pictures, Clips clips) {
        return new Inspection(pictures, clips);
    }

    @Bean
    BodyLimit uploadBodyLimit(MediaSettings settings) {
        return new BodyLimit("/api/uploads", settings.uploadBytesMax() + FORM_BYTES);
    }

    /// Forms with files go through the disk, not through memory.
    @Bean
    MultipartConfigElement multipartConfig(MediaSettings settings, DataFolder data) {
        return new MultipartConfigElement(
                data.emptied("forms").toString(),
                settings.uploadBytesMax(),
                settings.uploadBytesMax() + FORM_BYTES,
                FORM_MEMORY_BYTES);
    }
}
