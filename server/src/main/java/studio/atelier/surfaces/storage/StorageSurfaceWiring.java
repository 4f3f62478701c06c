package studio.atelier.surfaces.storage;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.storage.Buckets;
import studio.atelier.backend.storage.SignedUrls;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StorageObjects;
import studio.atelier.backend.storage.Transforms;
import studio.atelier.backend.storage.Uploads;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.OpenDoor;
import studio.atelier.platform.http.ProblemDialect;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class StorageSurfaceWiring {

    /// Room for the boundaries, headers and fields of a form around the file.
    private static final long FORM_BYTES = 2L << 20;

    @Bean
    ProblemDialect storageDialect() {
        return new StorageDialect();
    }

    @Bean
    BodyLimit objectBodyLimit(Uploads uploads) {
        return new BodyLimit(StorageDialect.PREFIX + "/object", uploads.objectBytesMax() + FORM_BYTES);
    }

    @Bean
    OpenDoor storageDoor() {
        return new StorageDoor();
    }

    @Bean
    StorageServlet.Routes storageRoutes(
            Buckets buckets,
            StorageObjects objects,
            Uploads uploads,
            SignedUrls signed,
            Storage storage,
            Transforms transforms) {
        var downloads = new Downloads(storage);
        return new StorageServlet.Routes(
                new BucketRoutes(buckets),
                new ObjectRoutes(objects, signed),
                new UploadRoutes(uploads, signed),
                new DownloadRoutes(objects, signed, downloads),
                new RenderRoutes(objects, signed, transforms, downloads));
    }

    @Bean
    ServletRegistrationBean<StorageServlet> storageServlet(StorageServlet.Routes routes, JsonMapper json) {
        String[] mappings = StorageServlet.PARTS.stream()
                .map(part -> StorageDialect.PREFIX + "/" + part + "/*")
                .toArray(String[]::new);
        return new ServletRegistrationBean<>(new StorageServlet(routes, json), mappings);
    }
}
