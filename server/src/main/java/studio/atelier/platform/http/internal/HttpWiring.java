package studio.atelier.platform.http.internal;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.http.Authenticator;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.http.JsonBodies;
import studio.atelier.platform.http.MachineDoor;
import studio.atelier.platform.http.OpenDoor;
import studio.atelier.platform.http.PageSources;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.http.Version;
import studio.atelier.platform.limits.LimitSettings;
import studio.atelier.platform.limits.Limits;
import studio.atelier.platform.limits.Tiers;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class HttpWiring {

    @Bean
    Version version() {
        return Version.current();
    }

    @Bean
    JsonBodies jsonBodies() {
        return new JsonBodies();
    }

    @Bean
    JsonMapperBuilderCustomizer snakeCase() {
        return builder -> builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    }

    @Bean
    BodyLimits bodyLimits(List<BodyLimit> limits, HttpSettings settings) {
        return new BodyLimits(limits, settings.bodyBytesMax());
    }

    @Bean
    Renderer renderer(List<ProblemDialect> dialects, JsonMapper json) {
        return new Renderer(dialects, json);
    }

    @Bean
    ServerSetup serverSetup(
            HttpSettings settings,
            BodyLimits limits,
            Ids ids,
            Renderer renderer,
            MeterRegistry registry,
            List<PageSources> sources) {
        var doorway =
                new Doorway(() -> ids.next().toString(), new Proxies(settings), limits, new SecurityHeaders(sources));
        return new ServerSetup(settings, doorway, new AccessLog(registry), new ContainerErrors(renderer));
    }

    @Bean
    Pace pace(Limits limits, LimitSettings settings, Tiers tiers) {
        return new Pace(limits, settings, tiers);
    }

    @Bean
    FilterRegistrationBean<HttpChain> httpChain(
            BodyLimits bodyLimits,
            Authenticator authenticator,
            Pace pace,
            HttpSettings http,
            Renderer renderer,
            List<OpenDoor> doors,
            List<MachineDoor> machines) {
        var gate = new Gate(authenticator, http.operationsToken(), pace, doors, machines);
        var registration = new FilterRegistrationBean<>(new HttpChain(bodyLimits, gate, renderer));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setAsyncSupported(true);
        return registration;
    }

    /// The dispatcher binds a request to its thread itself.
    @Bean
    FilterRegistrationBean<RequestContextFilter> noRequestContext() {
        var registration = new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    WebMvcConfigurer webMvc(Renderer renderer, JsonMapper json, JsonBodies bodies) {
        return new WebMvcConfigurer() {

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerArguments());
            }

            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
                builder.withJsonConverter(new StrictJson(json, bodies));
            }

            @Override
            public void configureHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
                resolvers.add(new HandlerFailures(renderer));
            }

            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                WebApp.register(registry);
            }

            @Override
            public void addViewControllers(ViewControllerRegistry registry) {
                WebApp.register(registry);
            }
        };
    }
}
