package studio.atelier.backend.storage;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.pictures.Pictures;

@Configuration(proxyBeanMethods = false)
class TransformsWiring {

    @Bean
    Transforms transforms(Collector.Files files, Pictures pictures, TransformSettings settings) {
        return new Transforms(files.store(), pictures, settings);
    }
}
