package studio.atelier.platform.pictures;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class PicturesWiring {

    @Bean
    Pictures pictures(PicturesSettings settings, DataFolder data) {
        return Pictures.open(settings, data.closed("native"), data.emptied("pictures"));
    }
}
