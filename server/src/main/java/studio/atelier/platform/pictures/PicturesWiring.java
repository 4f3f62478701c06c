package studio.atelier.platform.pictures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class PicturesWiring {

    @Bean
    Pictures pictures(PicturesSettings settings, DataFolder data) {
        return Pictures.open(settings, data.closed("native"), emptied(data.closed("pictures")));
    }

    // What a crash left.
    private static Path emptied(Path folder) {
        try (var left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
