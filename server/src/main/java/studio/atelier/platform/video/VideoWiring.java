package studio.atelier.platform.video;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class VideoWiring {

    @Bean
    Clips clips(VideoSettings settings, DataFolder data) {
        return new Clips(settings, data.closed("native"));
    }
}
