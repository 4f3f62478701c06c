package studio.atelier.surfaces.openai;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import studio.atelier.engine.generation.Generations;
import studio.atelier.engine.media.MediaSettings;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.FunctionRoute;

@Configuration(proxyBeanMethods = false)
class GatewayWiring {

    /// Conversations with pictures in them.
    private static final long JSON_BYTES_MAX = 8L << 20;

    /// What a form has beside its files.
    private static final long FORM_BYTES_MAX = 1L << 20;

    /// A file in JSON is a third longer.
    private static final long BASE64_SHARE = 3;

    @Bean
    BodyLimit gatewayBodyLimit() {
        return new BodyLimit("/v1", JSON_BYTES_MAX);
    }

    @Bean
    BodyLimit filesBodyLimit(MediaSettings settings) {
        return new BodyLimit(
                List.of(
                        "/v1/images/edits",
                        "/v1/audio/transcriptions",
                        "/v1/videos",
                        "/functions/v1/image-generation",
                        "/functions/v1/reference-image",
                        "/functions/v1/image-enhancement"),
                settings.uploadBytesMax() + settings.uploadBytesMax() / BASE64_SHARE + FORM_BYTES_MAX);
    }

    @Bean
    FunctionRoute imageGeneration(Generations generations, KnownModels models, Files files) {
        return new PictureFunctions(generations, models, files).generation();
    }

    @Bean
    FunctionRoute referenceImage(Generations generations, KnownModels models, Files files) {
        return new PictureFunctions(generations, models, files).reference();
    }

    @Bean
    FunctionRoute imageEnhancement(Generations generations, KnownModels models, Files files) {
        return new PictureFunctions(generations, models, files).enhancement();
    }

    @Bean
    WebMvcConfigurer gatewayRateHeaders() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new RateHeaders()).addPathPatterns("/v1/**");
            }
        };
    }
}
